"""A reminder that failed is sent once more: written anew, and to nobody's former mailbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import make_message
from tests.support.clock import Clock
from tests.support.planning import DUE, outcome, register_too, reminders
from webinars.delivery.sender import Sender
from webinars.errors import NotPossibleError
from webinars.models.attendee import Attendee
from webinars.models.message import DropReason, MessageKind, MessageState, Subject
from webinars.models.objection import Suppression
from webinars.models.webinar import Webinar
from webinars.services.messages import may_go_again, resolve_message, retry_message
from webinars.services.reminders import queue_due

SENT, DROPPED, QUEUED = MessageState.SENT, MessageState.DROPPED, MessageState.QUEUED
FAILED, MERGED = MessageState.FAILED, DropReason.MERGED


def fail(session: Session, sender: Sender, server: ScriptedServer) -> int:
    """Let the first reminder fail, which carries the other, by a mistake; return its number."""
    server.script["RCPT"] = ["550 no such box"]
    queue_due(DUE)
    sender.drain()
    assert outcome(session) == [(FAILED, ""), (DROPPED, MERGED)]
    session.query(Suppression).delete()
    session.commit()
    return reminders(session)[0].id


def again(number: int, clock: Clock) -> None:
    retry_message(number, actor="operator", now=clock.now)


def test_what_left_by_itself_meanwhile_is_not_said_again(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    register_too(session, one, person)
    number = fail(session, sender, server)
    sender.heartbeat()
    clock.forward(minutes=20)
    queue_due(clock.now)
    sender.drain()
    assert outcome(session) == [(FAILED, ""), (SENT, "")]

    again(number, clock)
    sender.drain()

    assert outcome(session) == [(SENT, ""), (SENT, "")]
    assert [text.count("/join/") for text in server.texts] == [1, 1]


def test_what_it_carried_is_in_it_again_when_nobody_has_freed_it_yet(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    register_too(session, one, person)

    again(fail(session, sender, server), clock)
    assert outcome(session) == [(QUEUED, ""), (QUEUED, "")]
    sender.drain()

    assert outcome(session) == [(SENT, ""), (DROPPED, MERGED)]
    assert [text.count("/join/") for text in server.texts] == [2]


def test_an_unknown_outcome_is_repeated_with_the_same_bytes_until_somebody_says_it_failed(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    register_too(session, one, person)
    number = fail(session, sender, server)
    first = reminders(session)[0]
    first.state, body = MessageState.UNCERTAIN, first.body
    session.commit()

    again(number, clock)
    assert outcome(session) == [(QUEUED, ""), (DROPPED, MERGED)]
    assert reminders(session)[0].body == body
    reminders(session)[0].state = MessageState.UNCERTAIN
    session.commit()
    resolve_message(number, sent=False, actor="operator", now=clock.now)
    again(number, clock)

    assert outcome(session) == [(QUEUED, ""), (QUEUED, "")]
    assert reminders(session)[0].body is None


@pytest.mark.parametrize("subject", [Subject.OCCURRENCE, Subject.REGISTRATION])
def test_no_new_links_go_to_a_mailbox_that_was_the_persons(
    session: Session, person: Attendee, clock: Clock, subject: Subject
) -> None:
    message = make_message(
        session,
        kind=MessageKind.REMINDER,
        state=FAILED,
        recipient="former@example.org",
        attendee_id=person.id,
        subject_type=subject,
        subject_id=1,
        useful_until=clock.now + timedelta(hours=1),
    )

    assert not may_go_again(message, clock.now)
    with pytest.raises(NotPossibleError):
        again(message.id, clock)

    message.recipient, message.recipient_hash = person.email, person.recipient_hash
    session.commit()
    assert may_go_again(message, clock.now)
    again(message.id, clock)
