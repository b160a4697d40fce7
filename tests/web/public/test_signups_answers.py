"""The registration form: what becomes of the answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

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
)
from tests.support.pages import form_fields, form_token, page, parsed, text_of
from tests.support.signups import URL, WHOLE, coming, send, sign_ups, summary
from webinars.models.message import Message, MessageKind
from webinars.models.organisation import OrganisationKind
from webinars.models.tables import Base
from webinars.models.webinar import Webinar


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
        token = form_token(BeautifulSoup(body, "html5lib"))
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
