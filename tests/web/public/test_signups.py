"""The registration form."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import (
    NOW,
    make_attendee,
    make_hosts,
    make_organisation,
    make_registration,
    make_series,
    make_webinar,
)
from tests.support.pages import form_fields, page, parsed, text_of
from webinars.models.message import Message, MessageKind
from webinars.models.organisation import OrganisationKind
from webinars.models.series import Series
from webinars.models.signup import SignUp, SignUpState
from webinars.models.tables import Base
from webinars.models.webinar import Webinar, WebinarState

WHOLE = {
    "given_name": "Kim",
    "family_name": "Beispiel",
    "email": "kim@example.org",
    "organisation_name": "Beispielwerk",
    "organisation_kind": "company",
    "region": "saxony",
    "language": "de",
}


def coming(session: Session, days: float = 10, **overrides: Any) -> Webinar:
    start = (NOW + timedelta(days=days)).replace(tzinfo=None, microsecond=0)
    return make_webinar(session, local_start=start, time_zone="UTC", **overrides)


@pytest.fixture
def series(session: Session) -> Series:
    return make_series(session, key="energy")


@pytest.fixture
def webinars(session: Session, series: Series) -> list[Webinar]:
    return [coming(session, 10 + number, series=series, key=f"w{number}") for number in range(1, 4)]


def send(
    client: FlaskClient,
    url: str,
    chosen: Iterable[str] = ("w1",),
    drop: Iterable[str] = (),
    **fields: Any,
) -> Any:
    values = {
        **form_fields(page(client, url)),
        "webinars": list(chosen),
        **WHOLE,
        **fields,
    }
    return client.post(url, data={k: v for k, v in values.items() if k not in drop})


def sign_ups(session: Session) -> list[SignUp]:
    session.rollback()
    return list(session.scalars(select(SignUp).order_by(SignUp.id)))


def summary(soup: BeautifulSoup) -> dict[str, str]:
    return {link["href"]: link.get_text() for link in soup.select(".errors a")}  # type: ignore[misc]


URL = "/en/series/energy/register"


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
    "käthe@example.org",
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


def test_elsewhere_asks_for_a_country(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    soup = parsed(send(client, URL, region="elsewhere", country=""))
    assert summary(soup) == {"#country": "Choose your country."}
    assert parsed(send(client, URL, region="elsewhere", country="XX")).select(".errors")
    assert send(client, URL, region="elsewhere", country="FR").status_code == 303
    (signup,) = sign_ups(session)
    assert (signup.region, signup.country) == ("", "FR")


def test_a_region_brings_its_own_country_whatever_was_sent(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    send(client, URL, region="wallonia", country="JP")
    (signup,) = sign_ups(session)
    assert (signup.region, signup.country) == ("wallonia", "BE")


def test_a_known_organisation_answers_for_kind_and_region_left_open(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    region = make_hosts(session)[1].region
    make_organisation(
        session, name="Exemple Énergie", kind=OrganisationKind.RESEARCH, region=region, country="BE"
    )
    make_organisation(session, name="Exemple Paris", kind=OrganisationKind.OTHER, country="FR")
    left_open = ["organisation_kind", "region", "country"]
    send(client, URL, drop=left_open, organisation_name="exemple énergie")
    send(client, URL, drop=left_open, organisation_name="Exemple Paris")
    told = [(s.organisation_kind, s.region, s.country) for s in sign_ups(session)]
    assert told == [
        (OrganisationKind.RESEARCH, "wallonia", "BE"),
        (OrganisationKind.OTHER, "", "FR"),
    ]


def test_a_zone_that_is_none_becomes_the_webinars(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    zones = ["", "Europe", "../../etc/passwd", "Mars/Base", "x" * 300]
    for zone in zones:
        assert send(client, URL, time_zone=zone).status_code == 303, zone
    assert [signup.time_zone for signup in sign_ups(session)] == ["UTC"] * len(zones)


def test_a_webinar_that_closed_meanwhile_is_named_and_the_others_stay_chosen(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    fields = {**form_fields(page(client, URL)), "webinars": ["w1", "w2"], **WHOLE}
    webinars[0].closes_at = NOW - timedelta(seconds=1)
    session.commit()
    answer = client.post(URL, data=fields)
    assert answer.status_code == 422
    soup = parsed(answer)
    assert "has just closed" in summary(soup)["#webinar-w2"]
    assert form_fields(soup)["webinars"] == ["w2"]
    assert not sign_ups(session)
    assert client.post(URL, data=form_fields(soup)).status_code == 303


def test_a_webinar_that_filled_up_meanwhile_is_taken_for_the_waiting_list(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    fields = {**form_fields(page(client, URL)), "webinars": ["w1"], **WHOLE}
    webinars[0].capacity = 0
    session.commit()
    assert client.post(URL, data=fields).status_code == 303


def test_news_is_never_ticked_beforehand_and_each_box_is_for_one_host(
    client: FlaskClient, webinars: list[Webinar]
) -> None:
    soup = page(client, URL)
    boxes = soup.select('input[name="news_hosts"]')
    assert [box["value"] for box in boxes] == ["energy-saxony", "tweed"]
    assert not [box for box in boxes if box.has_attr("checked")]


def test_the_language_of_the_page_is_the_language_of_the_mails_unless_changed(
    client: FlaskClient, webinars: list[Webinar]
) -> None:
    soup = page(client, "/fr/series/energy/register")
    assert form_fields(soup)["language"] == ["fr"]


def test_both_hosts_are_named_as_responsible_with_a_link_to_more(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    soup = page(client, URL)
    assert "Energy Saxony and TWEED are jointly responsible" in text_of(soup)
    assert soup.select('main a[href="/en/privacy/joint"]')
    single = make_series(session, key="single", hosts=[make_hosts(session)[1]])
    coming(session, series=single, hosts=[make_hosts(session)[1]])
    alone = page(client, "/en/series/single/register")
    assert "TWEED is responsible" in text_of(alone)
    assert alone.select('main a[href="/en/hosts/tweed/privacy"]')


def test_an_expired_form_comes_back_with_everything_typed(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    fields = {**form_fields(page(client, URL)), "webinars": ["w1", "w2"], **WHOLE}
    client.delete_cookie("session")
    answer = client.post(URL, data=fields)
    assert answer.status_code == 400
    soup = parsed(answer)
    assert "Nothing is lost: please send it once more." in text_of(soup, ".errors")
    kept = form_fields(soup)
    assert {name: kept[name] for name in WHOLE} == {k: [v] for k, v in WHOLE.items()}
    assert kept["webinars"] == ["w1", "w2"]
    assert not sign_ups(session)
    assert client.post(URL, data=kept).status_code == 303


def test_the_same_form_sent_twenty_times_at_once_is_one_sign_up(
    app: Flask, client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    fields = {**form_fields(page(client, URL)), "webinars": ["w1"], **WHOLE}
    cookie = client.get_cookie("session")
    assert cookie is not None

    def once(_number: int) -> int:
        other = FlaskClient(app, app.response_class)
        other.set_cookie("session", cookie.value)
        return other.post(URL, data=fields).status_code

    session.commit()
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(once, range(20))) == {303}
    assert len(sign_ups(session)) == 1
    assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_going_back_to_correct_the_address_is_another_sign_up(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    fields = {**form_fields(page(client, URL)), "webinars": ["w1"], **WHOLE}
    client.post(URL, data=fields)
    client.post(URL, data={**fields, "email": "right@example.org"})
    assert [each.email for each in sign_ups(session)] == ["kim@example.org", "right@example.org"]


def test_known_and_unknown_addresses_get_the_same_answer(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    known = make_attendee(session, email="known@example.org")
    make_registration(session, attendee=known, webinar=webinars[0])
    answers = []
    for address in ("known@example.org", "other@example.org"):
        answer = send(client, URL, email=address)
        body = client.get(answer.location).get_data(as_text=True)
        token = form_fields(parsed(client.get(answer.location)))["csrf_token"][0]
        same = body.replace(address, "ADDRESS").replace(token, "TOKEN")
        answers.append((answer.status_code, answer.location, answer.get_data(), same))
    assert answers[0] == answers[1]
    kinds = [*session.scalars(select(Message.kind).order_by(Message.id))]
    assert kinds == [MessageKind.ALREADY_REGISTERED, MessageKind.CONFIRM_ADDRESS]


def test_the_names_of_columns_change_nothing(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    names = {
        column.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name not in {"email", "given_name", "family_name", "language", "region",
                               "organisation_name", "organisation_kind", "country", "time_zone"}
    }  # fmt: skip
    extra = dict.fromkeys(names, "1") | {"state": "confirmed", "attendee_id": "1"}
    send(client, URL, email="plain@example.org")
    send(client, URL, **{**extra, "email": "crammed@example.org", "nonce": "x"})
    plain, crammed = sign_ups(session)
    same = {"state", "generation", "confirmed_at", "attendee_id", "region", "form_language"}
    assert {n: getattr(plain, n) for n in same} == {n: getattr(crammed, n) for n in same}


def test_no_get_of_a_registration_page_writes_anything(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    for url in (URL, "/en/webinars/w1/register", "/en/sent"):
        client.get(url)
        client.head(url)
    assert not sign_ups(session)
