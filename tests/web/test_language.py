import pytest

from tests.factories import make_hosts, make_webinar
from tests.support.pages import page
from tests.support.parts import part
from webinars.web.language import current_language, language_of, url_for_language


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/de/", "de"),
        ("/fr", "fr"),
        ("/en/webinars/x", "en"),
        ("/", None),
        ("/nl/", None),
        ("/deutsch/", None),
        ("//de/", None),
        ("/DE/", None),
        ("", None),
    ],
)
def test_the_first_segment_of_an_address_is_its_language(path, language):
    assert language_of(path) == language


@pytest.mark.parametrize("path", ["/nl/", "/DE/nothing", "/deutsch/webinars/x", "/webinars/x"])
def test_another_first_segment_is_not_found(client, path):
    page(client, path, 404)


def test_outside_of_a_request_english_is_spoken(app):
    assert current_language() == "en"


def test_an_address_without_language_is_answered_in_the_browsers(client):
    soup = page(client, "/nothing", 404, headers={"Accept-Language": "fr-BE"})
    assert part(soup, "html")["lang"] == "fr"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/de/", "/fr/"),
        ("/de/webinars/x?webinar=a&webinar=b", "/fr/webinars/x?webinar=a&webinar=b"),
        ("/de/my/1.abc", "/fr/my/1.abc"),
        ("/de//evil.example/", "/fr//evil.example/"),
        ("/de/%22%3E%3Cb%3E", "/fr/%22%3E%3Cb%3E"),
        ("//evil.example/", "/fr/"),
        ("/nothing?x=1", "/fr/?x=1"),
    ],
)
def test_the_switch_keeps_the_page_and_never_leaves_the_service(app, path, expected):
    with app.test_request_context(path):
        assert url_for_language("fr") == expected


def test_every_page_offers_itself_in_the_other_languages(client, session, settings):
    make_webinar(session, key="w")
    soup = page(client, "/fr/webinars/w")
    switch = {link["hreflang"]: link["href"] for link in soup.select(".lang a")}
    assert switch == {code: f"/{code}/webinars/w" for code in ("de", "fr", "en")}
    assert part(soup, ".lang [aria-current]")["lang"] == "fr"
    base = settings.public_base_url
    canonical = part(soup, "link[rel=canonical]")["href"]
    assert canonical == f"{base}/fr/webinars/w"
    links = soup.select("link[rel=alternate][hreflang]")
    alternates = {link["hreflang"]: link["href"] for link in links}
    everywhere = {"x-default": f"{base}/en/webinars/w"}
    assert alternates == {code: base + path for code, path in switch.items()} | everywhere


def test_a_page_of_one_person_names_no_other_address_of_itself(client, session):
    make_webinar(session, key="w")
    soup = page(client, "/de/webinars/w/register")
    assert soup.select("link[rel=canonical], link[rel=alternate]") == []
    assert part(soup, "meta[name=robots]")["content"] == "noindex"


def test_two_requests_in_a_row_speak_their_own_languages(client, session):
    make_hosts(session)
    for language in ("de", "fr", "en", "de"):
        assert part(page(client, f"/{language}/"), "html")["lang"] == language
