"""What was queued ahead, or carried, leaves at the moment that its reminder has now."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import make_registration
from tests.support.clock import Clock
from tests.support.planning import DUE, outcome, plan, register_too, reminders
from webinars.delivery.sender import Sender
from webinars.models.attendee import Attendee
from webinars.models.message import DropReason, MessageState
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Reminder
from webinars.models.webinar import Webinar
from webinars.services.reminders import queue_due

SENT, DROPPED, QUEUED = MessageState.SENT, MessageState.DROPPED, MessageState.QUEUED
MERGED = DropReason.MERGED


def shift(session: Session, webinar: Webinar, minutes: int) -> None:
    """Remind of a webinar so many minutes before it, from now on."""
    session.query(Reminder).filter_by(webinar_id=webinar.id).one().offset_minutes = -minutes
    session.commit()
    plan(webinar, DUE)


def test_what_is_carried_comes_back_for_the_new_moment_of_its_reminder(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    other = register_too(session, one, person)
    server.script["DATA"] = ["451 later"]
    queue_due(DUE)
    sender.drain()
    assert outcome(session) == [(QUEUED, ""), (DROPPED, MERGED)]

    shift(session, other, 10)

    _, carried = reminders(session)
    assert (carried.state, carried.due_at) == (DROPPED, DUE + timedelta(minutes=70))
    assert carried.useful_until == other.starts_at


def test_what_is_taken_back_leaves_at_the_present_moment_of_its_reminder(
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
    ahead.body = b"what was said of the moment before"
    place = session.query(Registration).filter_by(webinar_id=other.id).one()
    place.state = RegistrationState.CANCELLED
    session.commit()
    again = DUE + timedelta(minutes=5)
    make_registration(session, webinar=other, attendee=person, confirmed_at=again)
    shift(session, other, 10)

    moment = DUE + timedelta(minutes=100)
    queue_due(moment)

    _, taken = reminders(session)
    assert (taken.state, taken.due_at) == (QUEUED, moment)
    assert (taken.useful_until, taken.body) == (other.starts_at, None)
