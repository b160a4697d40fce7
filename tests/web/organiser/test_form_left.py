"""What happens to a form that somebody leaves half-filled: for another language, or going back."""

import pytest

from tests.factories import make_series, make_webinar
from tests.support.pages import form_fields, page, parsed, post, text_of
from tests.support.parts import part
from tests.support.signups import URL, WHOLE, coming, sign_ups
from webinars.models.webinar import Webinar, WebinarState

NEW = "/organiser/series/joint/webinars/new"
KEPT = "private, no-cache"


def other_language(soup, code):
    """Return what the button of another language sends besides the form, and where to."""
    button = soup.select_one(f".lang button[form=long-form][lang={code}]")
    return button["formaction"], {button["name"]: button["value"]}


def test_a_half_filled_form_of_the_desk_goes_along_into_another_language(
    client, session, joint, signed_in
):
    signed_in()
    shown = page(client, f"/en{NEW}")
    assert shown.select_one("form#long-form[data-left='']")
    url, pressed = other_language(shown, "de")
    typed = {"titles-en": "Typed", "capacity": "many", "agenda-0-minutes": "7"}
    answer = client.post(url, data={**form_fields(shown), **typed, **pressed})
    assert (answer.status_code, url) == (200, f"/de{NEW}")
    german = parsed(answer)
    assert part(german, "html")["lang"] == "de"
    assert german.select_one("form#long-form[data-left=unsaved]")
    assert not german.select(".errors")
    assert {name: form_fields(german)[name] for name in typed} == {
        name: [value] for name, value in typed.items()
    }
    assert session.query(Webinar).count() == 0


@pytest.mark.parametrize(("chosen", "then"), [("en", "fr"), ("de", "de")])
def test_a_half_filled_registration_goes_along_and_sends_nothing(
    client, session, clock, chosen, then
):
    coming(session, series=make_series(session, key="energy"))
    shown = page(client, URL)
    url, pressed = other_language(shown, "fr")
    typed = {**form_fields(shown), **WHOLE, "language": chosen, **pressed}
    french = parsed(client.post(url, data=typed))
    assert part(french, "html")["lang"] == "fr"
    assert form_fields(french)["given_name"] == [WHOLE["given_name"]]
    # The suggested language of the e-mails follows the page, a chosen one stays.
    assert form_fields(french)["language"] == [then]
    assert sign_ups(session) == []


@pytest.mark.parametrize(
    "path", ["/webinars/w", "/webinars/w/register", "/organiser/webinars/w/people/add"]
)
def test_a_page_without_a_form_leads_to_other_languages_by_links(
    client, session, joint, signed_in, path
):
    signed_in()
    make_webinar(session, key="w", series=joint, state=WebinarState.CANCELLED)
    soup = page(client, f"/en{path}")
    assert not soup.select("[form=long-form], #long-form, script[src*=leaving]")
    assert len(soup.select(".lang a")) == 3


def test_browsers_keep_a_refused_form_so_that_going_back_shows_it(
    client, session, clock, joint, signed_in
):
    coming(session, series=make_series(session, key="energy"))
    refused = post(client, URL, {})
    assert (refused.status_code, refused.headers["Cache-Control"]) == (422, KEPT)
    signed_in()
    refused = post(client, f"/en{NEW}", {})
    assert refused.headers["Cache-Control"] == KEPT
    assert "There is a problem" in text_of(parsed(refused))
    assert client.get(f"/en{NEW}").headers["Cache-Control"] == "no-store"
