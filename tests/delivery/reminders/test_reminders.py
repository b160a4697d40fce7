"""Reminders on their way: only what still stands leaves, and never before a move is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import NOW
from tests.support.planning import DUE, changed_by_another, outcome
from tests.support.reminders import make_suppression
from webinars.delivery.sender import Sender
from webinars.models.attendee import Attendee
from webinars.models.message import DropReason, MessageState, Subject
from webinars.models.objection import ReminderObjection
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.reminders import queue_due

SENT, DROPPED, QUEUED = MessageState.SENT, MessageState.DROPPED, MessageState.QUEUED


def objected(session: Session) -> None:
    person = session.query(Attendee).one()
    session.add(ReminderObjection(attendee_id=person.id, created_at=NOW))


def suppressed(session: Session) -> None:
    make_suppression(session, session.query(Attendee).one().email)


def moved(session: Session) -> None:
    session.execute(update(Webinar).values(schedule_version=2))


def cancelled(session: Session) -> None:
    session.execute(update(Webinar).values(state=WebinarState.CANCELLED))


def left(session: Session) -> None:
    session.execute(update(Registration).values(state=RegistrationState.CANCELLED))


def erased(session: Session) -> None:
    session.execute(delete(Attendee))


CASES = [
    (moved, DropReason.MOVED),
    (cancelled, DropReason.CANCELLED),
    (left, DropReason.CANCELLED),
    (objected, DropReason.OPTED_OUT),
    (suppressed, DropReason.SUPPRESSED),
    (erased, DropReason.ERASED),
]


def test_a_reminder_leaves_at_its_moment(
    session: Session, sender: Sender, server: ScriptedServer, one: Webinar
) -> None:
    assert queue_due(DUE) == 1
    assert sender.drain() == 1
    assert outcome(session) == [(SENT, "")]


@pytest.mark.parametrize(("change", "reason"), CASES)
@pytest.mark.parametrize("stage", ["before the claim", "DATA"])
def test_what_is_not_true_any_more_is_dropped_up_to_the_dot(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    one: Webinar,
    stage: str,
    change,
    reason: DropReason,
) -> None:
    queue_due(DUE)
    session.rollback()

    happen = changed_by_another(app, change)
    if stage == "DATA":
        server.before[stage] = happen
    else:
        happen()

    assert sender.drain() == 0
    assert outcome(session) == [(DROPPED, reason)]


def test_a_reminder_waits_until_the_move_has_been_told(
    session: Session, sender: Sender, server: ScriptedServer, one: Webinar, person: Attendee
) -> None:
    registration = session.query(Registration).one()
    queue_due(DUE)
    about = {
        "kind": "moved",
        "subject_type": Subject.REGISTRATION.value,
        "subject_id": registration.id,
        "version": 1,
        "attendee_id": person.id,
        "state": QUEUED.value,
    }
    tell(session, person, **about)

    assert sender.drain() == 0
    assert outcome(session) == [(QUEUED, "")]

    session.execute(text("UPDATE messages SET state = 'sent' WHERE kind = 'moved'"))
    session.commit()
    assert sender.drain() == 1
    assert outcome(session) == [(SENT, "")]


def tell(session: Session, person: Attendee, **about: object) -> None:
    """Queue the message of a move, of whose kind nothing else need be known; due tomorrow."""
    values = {
        "lane": 3,
        "recipient": person.email,
        "recipient_hash": "",
        "language": "en",
        "attempt": 0,
        "phase": "",
        "ambiguous": 0,
        "reason": "",
        "last_error": "",
        "status_code": "",
        "title": "",
        "message_id": "<moved@example.org>",
        "due_at": DUE + timedelta(days=1),
        "created_at": DUE,
        **about,
    }
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    session.execute(text(f"INSERT INTO messages ({names}) VALUES ({marks})"), values)
    session.commit()
