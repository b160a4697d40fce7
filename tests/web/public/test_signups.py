"""The registration form: what it shows, and what it says to mistakes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import (
    NOW,
)
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.signups import URL, WHOLE, coming, send, sign_ups, summary
from tests.support.statements import count_statements
from webinars.models.series import Series
from webinars.models.signup import SignUpState
from webinars.models.webinar import Webinar, WebinarState


def test_who_sends_the_form_is_led_to_the_mailbox(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    answer = send(client, URL, ["w1", "w3"], news_hosts=["tweed"], time_zone="Europe/Brussels")
    assert (answer.status_code, answer.location) == (303, "/en/sent")
    (signup,) = sign_ups(session)
    assert [webinar.key for webinar in signup.webinars] == ["w1", "w3"]
    assert [host.key for host in signup.news_hosts] == ["tweed"]
    assert (signup.given_name, signup.family_name) == ("Kim", "Beispiel")
    assert (signup.region, signup.country) == ("saxony", "DE")
    assert (signup.language, signup.form_language) == ("de", "en")
    assert signup.time_zone == "Europe/Brussels"
    assert signup.state == SignUpState.OPEN


def test_a_webinars_form_shows_the_whole_series_with_this_webinar_ticked(
    client: FlaskClient, webinars: list[Webinar]
) -> None:
    soup = page(client, "/en/webinars/w2/register")
    boxes = {box["value"]: box.has_attr("checked") for box in soup.select(".pick input")}
    assert boxes == {"w1": False, "w2": True, "w3": False}


def test_a_link_may_tick_webinars_of_a_series(client: FlaskClient, webinars: list[Webinar]) -> None:
    soup = page(client, f"{URL}?webinar=w1&webinar=w3")
    assert [box["value"] for box in soup.select(".pick input[checked]")] == ["w1", "w3"]


def test_a_single_webinar_is_named_without_boxes(
    client: FlaskClient, session: Session, series: Series
) -> None:
    coming(session, series=series, key="w1")
    soup = page(client, URL)
    assert not soup.select(".pick")
    assert form_fields(soup)["webinars"] == ["w1"]
    assert send(client, URL).status_code == 303


def test_webinars_show_their_state_and_those_closed_cannot_be_ticked(
    client: FlaskClient, session: Session, series: Series
) -> None:
    coming(session, 1, series=series, key="few", capacity=3)
    coming(session, 2, series=series, key="waiting", capacity=0)
    coming(session, 3, series=series, key="full", capacity=0, waiting_list=False)
    past = NOW - timedelta(days=1)
    coming(session, 4, series=series, key="closed", closes_at=past)
    coming(session, -4, series=series, key="over")
    coming(session, 5, series=series, key="cancelled", state=WebinarState.CANCELLED)
    coming(session, 6, series=series, key="draft", state=WebinarState.DRAFT)
    soup = page(client, URL)
    shown = {box["value"]: box.has_attr("disabled") for box in soup.select(".pick input")}
    assert shown == {"few": False, "waiting": False, "full": True, "closed": True}
    stops = [side.get_text(strip=True) for side in soup.select(".pick .stop-side")]
    assert stops == ["3 places left", "Waiting list", "Full", "Registration closed"]


def test_a_series_without_an_open_webinar_says_so_and_has_no_form(
    client: FlaskClient, session: Session, series: Series
) -> None:
    coming(session, -4, series=series)
    soup = page(client, URL)
    assert not soup.select("main form")
    assert "no webinar to register for" in text_of(soup)


@pytest.mark.parametrize("url", ["/en/series/none/register", "/en/webinars/none/register"])
def test_an_unknown_series_or_webinar_is_not_found(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404


MISSING = {
    "webinars": ("#webinar-w1", "Choose at least one webinar."),
    "given_name": ("#given_name", "Enter your first name."),
    "family_name": ("#family_name", "Enter your last name."),
    "email": ("#email", "Enter your e-mail address."),
    "organisation_name": (
        "#organisation_name",
        "Enter the name of your company or institute.",
    ),
    "organisation_kind": ("#organisation_kind-0", "Choose the kind of your organisation."),
    "region": ("#region-0", "Choose your region."),
}


def test_a_missing_answer_is_named_on_top_and_at_its_field(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    for field, (target, words) in MISSING.items():
        answer = send(client, URL, drop=[field])
        assert answer.status_code == 422, field
        soup = parsed(answer)
        assert summary(soup) == {target: words}
        assert soup.select_one(target) is not None, target
        assert text_of(soup, f"#{field}-error") == words
    assert not sign_ups(session)


def test_the_summary_names_all_that_is_missing_in_the_order_of_the_page_and_takes_the_focus(
    client: FlaskClient, webinars: list[Webinar]
) -> None:
    soup = parsed(send(client, URL, drop=MISSING))
    assert list(summary(soup).items()) == list(MISSING.values())
    assert soup.select_one(".errors[autofocus][tabindex]") is not None
    assert soup.title is not None
    assert soup.title.get_text().startswith("Error: ")


def test_everything_typed_and_ticked_is_kept_on_a_mistake(
    client: FlaskClient, webinars: list[Webinar]
) -> None:
    typed = {"news_hosts": ["tweed"], "region": "elsewhere", "country": "FR", "given_name": ""}
    soup = parsed(send(client, URL, ["w1", "w3"], **typed))
    kept = form_fields(soup)
    assert kept["webinars"] == ["w1", "w3"]
    assert kept["news_hosts"] == ["tweed"]
    assert kept["country"] == ["FR"]
    for name, value in (WHOLE | {"given_name": "", "region": "elsewhere"}).items():
        assert kept[name] == [value]


def test_a_name_that_is_too_long_says_by_how_much(
    client: FlaskClient, webinars: list[Webinar]
) -> None:
    soup = parsed(send(client, URL, given_name="x" * 81))
    assert summary(soup)["#given_name"] == "Use at most 80 characters. You have written 81."


def test_a_web_address_as_a_name_is_refused(client: FlaskClient, webinars: list[Webinar]) -> None:
    for text in ("https://example.org", "WWW.example.org", "Kim www.example.org"):
        names = dict.fromkeys(("given_name", "family_name", "organisation_name"), text)
        soup = parsed(send(client, URL, **names))
        words = "Please leave out addresses of web pages here."
        assert summary(soup) == {f"#{name}": words for name in names}, text


HOSTILE_ADDRESSES = [
    "kim",
    "kim@",
    "kim@example",
    "@example.org",
    "kim@example.org\r\nBcc: x@example.org",
    "kim beispiel@example.org",
    '"kim"@example.org',
    "kim@[127.0.0.1]",
    "kim@example.org,alex@example.org",
    "Kim <kim@example.org>",
]


def test_an_incomplete_or_hostile_address_is_refused(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    words = "This address is incomplete. It should look like name@example.org."
    for address in HOSTILE_ADDRESSES:
        soup = parsed(send(client, URL, email=address))
        assert summary(soup) == {"#email": words}, address
    assert not sign_ups(session)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("käthe@example.org", "Before the @ there can be no umlauts"),
        ("zoé@example.org", "Before the @ there can be no umlauts"),
        ("kim@company.test", "No e-mail arrives under what stands behind the @."),
        ("kim@company.invalid", "No e-mail arrives under what stands behind the @."),
    ],
)
def test_a_complete_address_that_cannot_be_used_is_refused_with_its_own_reason(
    client: FlaskClient, session: Session, webinars: list[Webinar], address: str, words: str
) -> None:
    soup = parsed(send(client, URL, email=address))
    assert summary(soup)["#email"].startswith(words)
    assert form_fields(soup)["email"] == [address]
    assert not sign_ups(session)


def test_an_international_address_is_shown_as_its_owner_writes_it(
    client: FlaskClient, webinars: list[Webinar]
) -> None:
    assert send(client, URL, email="kim@müller.example.org").status_code == 303
    assert "kim@müller.example.org" in text_of(page(client, "/en/sent"))


def test_the_form_says_whose_clocks_show_the_times(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    assert "All times: UTC" in text_of(page(client, URL))
    for webinar in webinars:
        webinar.time_zone = "Europe/Berlin"
    session.commit()
    assert "All times: Dresden and Liège" in text_of(page(client, URL))
    webinars[0].time_zone = "Europe/Lisbon"
    session.commit()
    assert "All times" not in text_of(page(client, URL))


def test_an_address_is_stored_in_lower_case_and_ascii(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    assert send(client, URL, email=" Kim@Müller.Example.org ").status_code == 303
    assert [each.email for each in sign_ups(session)] == ["kim@xn--mller-kva.example.org"]


def test_a_likely_slip_in_an_address_is_a_hint_and_no_obstacle(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    soup = parsed(send(client, URL, email="kim@gmial.com"))
    assert "Did you mean kim@gmail.com?" in summary(soup)["#email"]
    assert client.post(URL, data=form_fields(soup)).status_code == 303
    assert [each.email for each in sign_ups(session)] == ["kim@gmial.com"]


def test_more_webinars_do_not_take_more_statements_of_the_form(
    client: FlaskClient, session: Session
) -> None:
    first = coming(session, 1)
    coming(session, 2, series=first.series)
    path = f"/en/webinars/{first.key}/register"
    few = count_statements(client, path)
    for days in range(3, 12):
        coming(session, days, series=first.series)
    assert count_statements(client, path) == few
