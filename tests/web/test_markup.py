"""The markup of every page: nothing to repair, and none that came in with a text."""

from bs4 import BeautifulSoup

from tests.support.canaries import ADDRESSES, CANARY, fill_with_markup, intruders, words
from tests.support.pages import post, text_of, understood
from tests.support.routes import LANGUAGES, LOOSE, ROUTES
from tests.support.world import sign_in
from webinars.worker import work_once


def test_browsers_have_nothing_to_repair_on_any_page(client, url_of):
    for endpoint in ROUTES:
        sign_in(client, ROUTES[endpoint].who.visitor)
        answer = client.get(url_of(endpoint))
        if answer.mimetype == "text/html" and not answer.location and endpoint not in LOOSE:
            html = answer.get_data(as_text=True)
            read, repaired = understood(html), BeautifulSoup(html, "html5lib")
            assert skeleton(read) == skeleton(repaired), endpoint
            assert text_of(read, "main") == text_of(repaired, "main"), endpoint


def skeleton(soup):
    """Return each element with its attributes, and the name of the one it stands in."""
    return [
        (each.name.lower(), {name.lower(): each[name] for name in each.attrs}, each.parent.name)
        for each in soup.find_all(True)
    ]


def test_markup_in_any_text_stays_text(client, session, url_of):
    paths = {endpoint: url_of(endpoint) for endpoint in ROUTES}
    assert fill_with_markup(session) >= 40

    shown_on = set()
    for endpoint, path in paths.items():
        for language in LANGUAGES:
            response = client.get(path.replace("/en/", f"/{language}/"))
            assert response.status_code < 400, endpoint
            if response.mimetype == "text/html":
                shown = response.get_data(as_text=True)
                assert intruders(shown) == [], endpoint
                shown_on |= {endpoint} if CANARY in words(shown) else set()

    assert {"home.show", "series.show", "webinars.show", "my_page.show"} <= shown_on


def test_markup_in_any_text_stays_text_in_mails(app, client, session, world, url_of, smtp):
    confirm = ROUTES["signups.confirm"]
    response = post(client, confirm.url(app, world, "signups.confirm"))
    assert response.status_code == 303
    url_of("signups.sent")
    fill_with_markup(session, spare=ADDRESSES)

    assert work_once(app) >= 3

    mails = [message.get_body(("html",)).get_content() for message in smtp.messages]
    assert [html for html in mails if intruders(html, mail=True)] == []
    assert sum(CANARY in words(html) for html in mails) >= 2
