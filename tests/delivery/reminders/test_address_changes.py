"""Reminders follow their person to another address, each once and with links that hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import ScriptedServer
from tests.support.address_changes import make_address_change
from tests.support.clock import Clock
from tests.support.planning import (
    DUE,
    outcome,
    register,
    register_too,
    reminders,
)
from tests.support.reminders import make_suppression
from webinars.delivery.sender import Sender
from webinars.models.attendee import Attendee
from webinars.models.message import DropReason, MessageState
from webinars.models.webinar import Webinar
from webinars.services.address_changes import Progress, confirm_change
from webinars.services.reminders import queue_due
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

NEW = "new.place@example.org"
SENT, DROPPED, QUEUED = MessageState.SENT, MessageState.DROPPED, MessageState.QUEUED
MERGED = DropReason.MERGED


def prepare_change(session: Session, person: Attendee, email: str = NEW) -> str:
    """Let the former mailbox have confirmed a change; return the link of the new one."""
    expires_at = DUE + timedelta(days=1)
    change = make_address_change(
        session, person, email=email, confirmed_old_at=DUE, expires_at=expires_at
    )
    return derive(current_settings().link_key, Purpose.NEW_ADDRESS, change.id, 1)


def confirm(token: str) -> None:
    assert confirm_change(token, Purpose.NEW_ADDRESS, now=DUE) is Progress.DONE


def test_what_a_mail_carried_that_is_written_anew_for_another_address_is_in_it_again(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    register_too(session, one, person)
    token = prepare_change(session, person)
    server.script["DATA"] = ["451 later"]
    queue_due(DUE)
    sender.drain()
    assert outcome(session) == [(QUEUED, ""), (DROPPED, MERGED)]

    confirm(token)

    assert outcome(session) == [(QUEUED, ""), (QUEUED, "")]
    assert {each.recipient for each in reminders(session)} == {NEW}
    clock.forward(minutes=19)
    sender.drain()
    assert outcome(session) == [(SENT, ""), (DROPPED, MERGED)]
    assert [text.count("/join/") for text in server.texts if "/join/" in text][-1] == 2


@pytest.mark.parametrize("answer", ["354 go on", "451 later"])
def test_a_mail_on_its_way_to_the_former_address_goes_to_the_new_one_instead(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    one: Webinar,
    person: Attendee,
    answer: str,
) -> None:
    token = prepare_change(session, person)
    queue_due(DUE)
    session.rollback()

    def change() -> None:
        server.before.clear()
        with app.app_context():
            confirm(token)

    server.before["DATA"], server.script["DATA"] = change, [answer]
    sender.drain()

    (message,) = reminders(session)
    assert (message.state, message.recipient) == (SENT, NEW)
    assert server.message_ids.count(message.message_id) == 1


def test_a_reminder_that_was_carried_to_the_former_address_is_not_sent_to_the_new_one_again(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    other = register_too(session, one, person)
    somebody = register(session, other)
    token = prepare_change(session, person)
    queue_due(DUE)
    sender.drain()
    confirm(token)

    clock.forward(minutes=20)
    queue_due(clock.now)
    sender.drain()

    assert outcome(session) == [(SENT, ""), (DROPPED, MERGED), (SENT, "")]
    assert reminders(session)[-1].recipient == somebody


def test_a_reminder_that_the_former_address_refused_is_taken_back_for_the_new_one(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    register_too(session, one, person, minutes=50)
    token = prepare_change(session, person)
    queue_due(DUE)
    make_suppression(session, person.email)
    clock.forward(minutes=50)
    sender.drain()
    assert outcome(session) == [(DROPPED, DropReason.SUPPRESSED)] * 2

    confirm(token)
    queue_due(clock.now)
    sender.drain()

    assert outcome(session) == [(DROPPED, DropReason.SUPPRESSED), (SENT, "")]
    assert reminders(session)[-1].recipient == NEW
