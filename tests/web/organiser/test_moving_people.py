"""Moving somebody's registration to another webinar of the series."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_hosts,
    make_invitation,
    make_registration,
    make_series,
    make_webinar,
)
from tests.mail.mails import composed
from tests.mail.reading import calendar_of
from tests.mail.reading import text_of as mail_text
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import form_fields, page, text_of
from tests.support.proposals import join_later
from tests.support.world import sign_in
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar

WAITING, CONFIRMED = RegistrationState.WAITING, RegistrationState.CONFIRMED
CANCELLED = RegistrationState.CANCELLED


@pytest.fixture
def people(session: Session, client: FlaskClient) -> list[Registration]:
    """Ana has the one seat of a webinar and Bo waits for it; another webinar has one seat free."""
    host = make_hosts(session)[0]
    make_session(session, make_organiser(session, {host: Role.EDITOR}), "token of editor")
    sign_in(client, "editor")
    series = make_series(session)
    webinar = make_webinar(session, key="first", series=series, capacity=1)
    make_webinar(session, key="second", series=series, capacity=1)
    made = [
        make_registration(
            session,
            webinar=webinar,
            attendee=make_attendee(session, given_name=name, language="en"),
            state=state,
        )
        for name, state in (("Ana", CONFIRMED), ("Bo", WAITING))
    ]
    make_invitation(session, made[0])
    return made


def second(session: Session) -> Webinar:
    return session.scalars(select(Webinar).where(Webinar.key == "second")).one()


def move(client: FlaskClient, registration: Registration, to: str = "second") -> Any:
    url = f"/en/organiser/webinars/first/people/{registration.id}/move"
    return client.post(url, data={**form_fields(page(client, url)), "webinar": to})


def rows(session: Session) -> list[tuple[str, str, RegistrationState]]:
    session.rollback()
    found = session.scalars(select(Registration).order_by(Registration.id))
    return [(each.webinar.key, each.attendee.given_name, each.state) for each in found]


def messages(session: Session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_the_seat_moves_with_both_calendar_entries_and_the_next_in_line_moves_up(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    assert move(client, people[0]).status_code == 303

    assert rows(session) == [
        ("first", "Ana", CANCELLED),
        ("first", "Bo", CONFIRMED),
        ("second", "Ana", CONFIRMED),
    ]
    assert second(session).seats_taken == 1
    new, old, up = messages(session)
    assert (new.kind, old.kind, up.kind) == (
        MessageKind.INVITATION,
        MessageKind.LEFT,
        MessageKind.MOVED_UP,
    )
    mail = composed(old, session)
    assert "has moved your registration from" in mail_text(mail)
    assert "You have a place there." in mail_text(mail)
    assert "register again" not in mail_text(mail)
    assert "METHOD:CANCEL" in calendar_of(mail)
    assert "moved to another webinar" in calendar_of(mail).replace("\r\n ", "")
    assert "METHOD:REQUEST" in calendar_of(composed(new, session))
    audited = session.scalars(select(AuditEntry)).one()
    assert audited.action == "registration.moved"
    assert audited.details["to"] == second(session).id


def test_where_all_places_are_taken_the_person_waits_and_is_told_so(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    make_registration(session, webinar=second(session), attendee=make_attendee(session))

    assert move(client, people[0]).status_code == 303

    assert rows(session)[-1] == ("second", "Ana", WAITING)
    old, up = messages(session)
    assert (old.kind, up.kind) == (MessageKind.LEFT, MessageKind.MOVED_UP)
    assert "you are on its waiting list" in mail_text(composed(old, session))


@pytest.mark.parametrize("why", ["registered there", "no waiting list", "elsewhere", "nothing"])
def test_nothing_changes_where_there_is_no_place_to_have(
    client: FlaskClient, session: Session, people: list[Registration], why: str
) -> None:
    to, status = "second", 409
    if why == "registered there":
        make_registration(session, webinar=second(session), attendee=people[0].attendee)
    elif why == "no waiting list":
        make_registration(session, webinar=second(session), attendee=make_attendee(session))
        second(session).waiting_list = False
        session.commit()
    else:
        to, status = {"elsewhere": make_webinar(session).key, "nothing": ""}[why], 422
    before = rows(session)

    assert move(client, people[0], to).status_code == status

    assert rows(session) == before
    assert messages(session) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Ihre Anmeldung von"), ("fr", "a transféré votre inscription de")],
)
def test_the_mail_is_in_the_persons_language(
    client: FlaskClient,
    session: Session,
    people: list[Registration],
    language: str,
    words: str,
) -> None:
    people[0].attendee.language = language
    session.commit()
    move(client, people[0])
    left = next(each for each in messages(session) if each.kind == MessageKind.LEFT)
    assert words in mail_text(composed(left, session))


def test_nobody_is_moved_to_a_provisional_date(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    before = rows(session)
    url = f"/en/organiser/webinars/first/people/{people[0].id}/move"
    fields = form_fields(page(client, url))
    second(session).provisional = True
    session.commit()

    client.post(url, data={**fields, "webinar": "second"})

    assert rows(session) == before
    assert messages(session) == []


@pytest.mark.parametrize(
    ("hours", "place", "sentence"),
    [
        (0, 0, "The place goes to the first person on the waiting list, who is told at once."),
        (48, 0, "The place is offered to the first person on the waiting list."),
        (0, 1, ""),
    ],
)
def test_before_moving_the_page_says_who_gets_the_place_that_becomes_free(
    client: FlaskClient,
    session: Session,
    people: list[Registration],
    hours: int,
    place: int,
    sentence: str,
) -> None:
    people[0].webinar.offer_hours = hours
    session.commit()

    said = text_of(page(client, f"/en/organiser/webinars/first/people/{people[place].id}/move"))

    assert ("first person on the waiting list" in said) is bool(sentence)
    assert sentence in said


def test_nobody_is_moved_to_a_webinar_that_the_host_joined_later(
    client: FlaskClient, session: Session, people: list[Registration], now: datetime
) -> None:
    # "Is registered there already" would tell who had registered before.
    target = second(session)
    make_registration(session, webinar=target, attendee=people[0].attendee)
    url = f"/en/organiser/webinars/first/people/{people[0].id}/move"
    fields = form_fields(page(client, url))
    join_later(session, target, now)

    said = client.post(url, data={**fields, "webinar": "second"}).get_data(as_text=True)

    assert "There is nothing to move" in said
    assert "registered there already" not in said
    bulk = page(client, "/en/organiser/webinars/first/people")
    assert bulk.select("select[name=act] option[value='move.second']") == []
    assert people[0].state == CONFIRMED
    assert [each.kind for each in messages(session)] == []
