"""Acts on many people: chosen in the list, looked at, then done by the worker one by one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    make_registration,
)
from tests.mail.mails import composed
from tests.mail.reading import calendar_of
from tests.mail.reading import text_of as mail_text
from tests.support.bulk_acts import (
    CANCELLED,
    CONFIRMED,
    OFFERED,
    REQUESTED,
    URL,
    WAITING,
    add,
    begin,
    kinds,
    make_first,
    prepare,
    rows,
    states,
)
from tests.support.pages import page, text_of
from tests.support.reminders import make_suppression
from webinars.jobs import do_long_works
from webinars.models.audit import AuditEntry
from webinars.models.long_work import LineOutcome, LongWork, LongWorkLine, LongWorkState
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar


@pytest.fixture
def webinar(session: Session, client: FlaskClient) -> Webinar:
    return make_first(session, client)


def test_approving_says_first_what_it_does_and_gives_the_places_to_who_came_first(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar, now: datetime
) -> None:
    webinar.approval = True
    people = [
        add(session, webinar, name, REQUESTED, created_at=now - timedelta(hours=hours))
        for name, hours in (("Ana", 1), ("Bo", 3), ("Cy", 2))
    ]
    seated = add(session, webinar, "Dee", CONFIRMED)
    webinar.capacity = 3
    session.commit()
    before = states(session)

    address = prepare(client, "approve", *people, seated)

    said = text_of(page(client, address))
    assert "This can be done for 3 of the 4 people chosen. Nothing has happened yet." in said
    assert "2 of them get a place at once. No further place is free" in said
    assert "This will send an e-mail to 2 people." in said
    assert f"{seated.attendee.full_name} – Confirmed" in said
    assert (states(session), kinds(session)) == (before, [])

    begin(client, address)
    assert client.get(address).headers["Refresh"] == "3"
    assert "0 of 4 people are worked through" in text_of(page(client, address))
    do_long_works(app)
    do_long_works(app)

    assert [state for _, _, state in states(session)] == [
        REQUESTED,
        CONFIRMED,
        CONFIRMED,
        CONFIRMED,
    ]
    assert kinds(session) == [MessageKind.MOVED_UP] * 2
    acts = [each.action for each in rows(session, AuditEntry)]
    assert acts == ["bulk_act.begun", "registration.approved", "registration.approved"]
    finished = client.get(address)
    assert "Refresh" not in finished.headers
    said = text_of(BeautifulSoup(finished.data, "html.parser"))
    assert "Done for 2 people. Not done for 2 people." in said
    assert "ana@example.org – No place was free." in said
    assert "dee@example.org – The registration was in another state by then." in said
    assert "Approve registrations, " in text_of(page(client, URL))


def test_cancelling_all_that_the_filter_finds_lets_only_others_move_up(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    for name in ("Ana", "Bo"):
        add(session, webinar, f"xx{name}", CONFIRMED)
    add(session, webinar, "xxCy", WAITING)
    add(session, webinar, "Dee", WAITING)

    address = prepare(client, "cancel", url=f"{URL}?q=xx")
    said = text_of(page(client, address))
    assert "This can be done for 3 of the 3 people chosen." in said
    assert "Up to 1 person on the waiting list moves up and is told." in said
    begin(client, address)
    do_long_works(app)

    assert [state for _, _, state in states(session)] == [CANCELLED] * 3 + [CONFIRMED]
    assert sorted(kinds(session)) == [MessageKind.LEFT] * 3 + [MessageKind.MOVED_UP]


def test_moving_many_fills_the_places_there_and_its_waiting_list_and_leaves_out_who_is_there(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    people = [add(session, webinar, name, CONFIRMED) for name in ("Ana", "Bo")]
    there = add(session, webinar, "Cy", WAITING)
    second = session.scalars(select(Webinar).where(Webinar.key == "second")).one()
    make_registration(
        session, webinar=second, attendee=there.attendee, state=WAITING, lapsed_at=second.starts_at
    )

    address = prepare(client, "move.second", *people, there)
    said = text_of(page(client, address))
    assert "This can be done for 2 of the 3 people chosen." in said
    assert (
        "1 of them gets a place at once. Whoever gets none goes on the waiting list there." in said
    )
    assert "This will send an e-mail to 2 people." in said
    assert "registered there already" in said
    begin(client, address)
    do_long_works(app)

    assert [each for each in states(session) if each[1] != "Cy"] == [
        ("first", "Ana", CANCELLED),
        ("first", "Bo", CANCELLED),
        ("second", "Ana", CONFIRMED),
        ("second", "Bo", WAITING),
    ]
    assert "This person was registered there already." in text_of(page(client, address))


def test_declining_and_giving_places_are_done_to_whom_they_fit(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar, now: datetime
) -> None:
    add(session, webinar, "Ana", REQUESTED)
    add(session, webinar, "Bo", WAITING)
    offered = add(session, webinar, "Cy", OFFERED, offered_until=now + timedelta(days=1))
    webinar.seats_taken = 1

    for act in ("decline", "promote"):
        begin(client, prepare(client, act))
    do_long_works(app)

    assert [state for _, _, state in states(session)] == [CANCELLED, CONFIRMED, CONFIRMED]
    assert session.get_one(Registration, offered.id).offered_until is None
    outcomes = [each.outcome for each in rows(session, LongWorkLine)]
    assert outcomes.count(LineOutcome.DONE) == 3
    assert outcomes.count(LineOutcome.UNFIT) == 3


def test_the_confirmation_is_sent_once_more_and_not_again_before_the_date_changes(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    for name, state in (("Ana", CONFIRMED), ("Bo", WAITING), ("Cy", REQUESTED), ("Dee", CANCELLED)):
        add(session, webinar, name, state, language="en")

    first = prepare(client, "resend")
    assert "This will send an e-mail to 3 people." in text_of(page(client, first))
    begin(client, first)
    do_long_works(app)

    assert kinds(session) == [MessageKind.REGISTERED_AGAIN] * 3
    bo, cy, ana = (composed(each, session) for each in rows(session, Message))
    assert "you are on the waiting list" in mail_text(bo)
    assert "The hosts decide about each registration" in mail_text(cy)
    assert ana["Subject"].startswith("Your registration once more:")
    assert "METHOD:REQUEST" in calendar_of(ana)
    assert "future date" not in mail_text(ana)

    second = prepare(client, "resend")
    said = text_of(page(client, second))
    assert "This can be done for 0 of the 4 people chosen." in said
    assert "This person was written to already, or will be." in said
    session.get_one(LongWork, 2).state = LongWorkState.WAITING
    session.commit()
    do_long_works(app)
    assert len(kinds(session)) == 3
    assert "Not done for 4 people." in text_of(page(client, second))


def test_the_confirmation_is_not_sent_to_an_address_that_gets_no_mails(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    webinar.capacity = 3
    session.commit()
    add(session, webinar, "Ana", CONFIRMED)
    silent = add(session, webinar, "Bo", CONFIRMED)
    late = add(session, webinar, "Cy", CONFIRMED)
    make_suppression(session, silent.attendee.email)

    work = prepare(client, "resend")
    said = text_of(page(client, work))
    assert "This will send an e-mail to 2 people." in said
    assert said.count("This address gets no e-mails any more.") == 1
    begin(client, work)
    # Refused for good in the meantime.
    make_suppression(session, late.attendee.email)
    do_long_works(app)

    assert kinds(session) == [MessageKind.REGISTERED_AGAIN]
    outcomes = [each.outcome for each in rows(session, LongWorkLine)]
    assert outcomes.count(LineOutcome.SUPPRESSED) == 2
    assert text_of(page(client, work)).count("This address gets no e-mails any more.") == 2
