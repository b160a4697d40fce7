"""What is due within the hour goes with the first reminder, before its own moment has come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import make_message, make_registration
from tests.support.clock import Clock
from tests.support.faults import rename_table
from tests.support.planning import (
    DUE,
    HOUR,
    occurrences,
    outcome,
    plan,
    register,
    register_too,
    reminders,
    webinar_with,
)
from webinars.database.engine import transaction
from webinars.delivery.sender import Sender
from webinars.models.attendee import Attendee
from webinars.models.message import DropReason, MessageKind, MessageState, Subject
from webinars.models.occurrence import OccurrenceState
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Reminder
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.reminders import queue_due

SENT, DROPPED, QUEUED = MessageState.SENT, MessageState.DROPPED, MessageState.QUEUED
MERGED = DropReason.MERGED
QUARTER = {"key": "quarter", "offset_days": None, "at_time": None, "offset_minutes": -15}


@pytest.fixture
def other(session: Session, one: Webinar, person: Attendee) -> Webinar:
    """A webinar that starts 20 minutes after the first, and so is reminded of 20 minutes later."""
    return register_too(session, one, person)


def send_at(clock: Clock, sender: Sender, minutes: int) -> int:
    """Let planner and sender work so many minutes after the first reminder is due."""
    clock.now = DUE + timedelta(minutes=minutes)
    queue_due(clock.now)
    return sender.drain()


def cancelling(app: Flask, webinar_id: int):
    def cancel() -> None:
        with app.app_context(), transaction() as changing:
            values = {"state": WebinarState.CANCELLED}
            changing.execute(update(Webinar).where(Webinar.id == webinar_id).values(values))

    return cancel


def test_the_first_reminder_carries_what_is_due_within_the_hour(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    other: Webinar,
) -> None:
    assert [send_at(clock, sender, minutes) for minutes in (0, 20, 40)] == [1, 0, 0]

    assert outcome(session) == [(SENT, ""), (DROPPED, MERGED)]
    (shown,) = server.texts
    assert all(webinar.titles["en"] in shown for webinar in (one, other))
    assert shown.count("/join/") == 2
    assert {each.state for each in occurrences(session)} == {OccurrenceState.QUEUED}


def test_each_webinar_is_told_with_its_own_time(
    sender: Sender, server: ScriptedServer, clock: Clock, one: Webinar, other: Webinar
) -> None:
    send_at(clock, sender, 0)

    (shown,) = server.texts
    assert "10:00–11:15" in shown
    assert "10:20–11:35" in shown
    assert "in an hour" not in shown


def test_who_gets_only_the_later_reminder_gets_it_at_its_own_moment(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    other: Webinar,
) -> None:
    address = register(session, other)

    assert [send_at(clock, sender, minutes) for minutes in (0, 19, 20)] == [1, 0, 1]
    assert address in server.recipients[-1]
    assert outcome(session) == [(SENT, ""), (DROPPED, MERGED), (SENT, "")]


def test_of_several_reminders_of_a_webinar_only_the_nearest_is_carried(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock, person: Attendee
) -> None:
    rules = ({"key": "hour", **HOUR}, QUARTER)
    one = webinar_with(session, *rules)
    make_registration(session, webinar=one, attendee=person)
    register_too(session, one, person, *rules, minutes=0)

    assert [send_at(clock, sender, minutes) for minutes in (0, 44, 45, 50)] == [1, 0, 1, 0]
    assert [shown.count("/join/") for shown in server.texts] == [2, 2]


def test_a_crash_of_the_planner_leaves_neither_and_the_next_one_merges_both(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    other: Webinar,
) -> None:
    session.rollback()
    rename_table(app, "messages", "messages_elsewhere")
    with pytest.raises(Exception, match="messages"):
        queue_due(DUE)
    rename_table(app, "messages_elsewhere", "messages")
    assert {each.state for each in occurrences(session)} == {OccurrenceState.PLANNED}

    assert send_at(clock, sender, 0) == 1
    assert outcome(session) == [(SENT, ""), (DROPPED, MERGED)]


def test_after_a_crash_of_the_sender_another_sends_the_same_mail_about_both(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    other: Webinar,
) -> None:
    server.script["DATA"] = ["421 gone"]
    assert send_at(clock, sender, 0) == 0
    assert [state for state, _ in outcome(session)] == [QUEUED, DROPPED]

    clock.forward(minutes=25)
    queue_due(clock.now)
    assert Sender(app, clock, lambda: 0).drain() == 1

    assert outcome(session) == [(SENT, ""), (DROPPED, MERGED)]
    (shown,) = server.texts
    assert shown.count("/join/") == 2


def test_a_carried_webinar_that_is_cancelled_before_the_dot_is_told_of_by_nobody(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    other: Webinar,
) -> None:
    title = other.titles["en"]
    server.before["DATA"] = cancelling(app, other.id)
    session.rollback()
    send_at(clock, sender, 0)
    server.before.clear()
    send_at(clock, sender, 0)
    send_at(clock, sender, 20)

    assert outcome(session) == [(SENT, ""), (DROPPED, DropReason.CANCELLED)]
    (shown,) = server.texts
    assert title not in shown


def test_when_the_first_is_cancelled_before_the_dot_the_other_waits_for_its_own_moment(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    other: Webinar,
) -> None:
    server.before["DATA"] = cancelling(app, one.id)
    session.rollback()
    send_at(clock, sender, 0)
    server.before.clear()

    assert [send_at(clock, sender, minutes) for minutes in (0, 19, 20)] == [0, 0, 1]
    assert outcome(session) == [(DROPPED, DropReason.CANCELLED), (SENT, "")]


def test_a_reminder_that_is_switched_off_meanwhile_is_not_carried(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    other: Webinar,
) -> None:
    queue_due(DUE)
    session.query(Reminder).filter_by(webinar_id=other.id).one().active = False
    session.commit()
    plan(other, DUE)

    assert [send_at(clock, sender, minutes) for minutes in (0, 20)] == [1, 0]
    assert outcome(session) == [(SENT, ""), (DROPPED, DropReason.SWITCHED_OFF)]


def test_a_reminder_whose_time_is_changed_meanwhile_leaves_at_the_new_time(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    other: Webinar,
) -> None:
    queue_due(DUE)
    session.query(Reminder).filter_by(webinar_id=other.id).one().offset_minutes = -10
    session.commit()
    plan(other, DUE)

    assert [send_at(clock, sender, minutes) for minutes in (0, 20, 69, 70)] == [1, 0, 0, 1]
    assert outcome(session) == [(SENT, ""), (SENT, "")]


def test_who_leaves_and_comes_back_in_time_gets_the_reminder_that_was_dropped(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    other = register_too(session, one, person, minutes=50)
    queue_due(DUE)
    _, ahead = reminders(session)
    ahead.state, ahead.reason, ahead.settled_at = DROPPED, DropReason.CANCELLED, DUE
    place = session.query(Registration).filter_by(webinar_id=other.id).one()
    place.state = RegistrationState.CANCELLED
    session.commit()
    assert sender.drain() == 1
    again = DUE + timedelta(minutes=5)
    make_registration(session, webinar=other, attendee=person, confirmed_at=again)

    assert [send_at(clock, sender, minutes) for minutes in (49, 50)] == [0, 1]
    assert outcome(session) == [(SENT, ""), (SENT, "")]


def test_a_reminder_whose_move_has_not_been_told_is_not_carried(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    other: Webinar,
    person: Attendee,
) -> None:
    place = session.query(Registration).filter_by(webinar_id=other.id).one()
    told = make_message(
        session,
        kind=MessageKind.MOVED,
        recipient=person.email,
        attendee_id=person.id,
        subject_type=Subject.REGISTRATION,
        subject_id=place.id,
        due_at=DUE + timedelta(days=1),
    )

    assert [send_at(clock, sender, minutes) for minutes in (0, 20)] == [1, 0]
    told.state = MessageState.SENT
    session.commit()
    assert send_at(clock, sender, 20) == 1
    assert outcome(session) == [(SENT, ""), (SENT, "")]
