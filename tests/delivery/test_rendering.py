from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered, reload
from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import (
    make_attendee,
    make_invitation,
    make_message,
    make_registration,
    make_signup,
    make_webinar,
)
from tests.support.clock import Clock
from tests.support.faults import rename_table
from webinars.delivery.sender import Sender
from webinars.models.message import DropReason, MessageKind, MessageState, Subject
from webinars.models.registration import RegistrationState
from webinars.models.webinar import Webinar


def test_a_message_is_rendered_at_its_first_claim_and_frozen(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    message = make_message(session)
    server.script["RCPT"] = ["450 later"]

    assert sender.drain() == 0
    frozen, title = reload(session, message).body, message.title
    assert frozen is not None
    assert title != ""
    session.execute(update(Webinar).values(titles={"en": "New", "de": "Neu", "fr": "Nouveau"}))
    session.commit()
    clock.now = reload(session, message).due_at

    assert sender.drain() == 1
    assert server.accepted == [frozen]
    assert server.message_ids == [message.message_id]
    assert reload(session, message).title == title


def test_a_message_that_cannot_be_rendered_fails_alone(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    webinar = make_webinar(session)
    session.execute(update(Webinar).where(Webinar.id == webinar.id).values(time_zone="No/Where"))
    signup = make_signup(session, webinars=[webinar])
    broken = make_message(session, subject_id=signup.id, recipient=signup.email)
    healthy = make_message(session)

    assert sender.drain() == 1

    assert reload(session, broken).state == MessageState.FAILED
    assert "No/Where" in broken.last_error
    assert broken.settled_at is not None
    assert reload(session, healthy).state == MessageState.SENT
    assert f"message not rendered id={broken.id}" in caplog.text


def test_a_database_in_trouble_while_rendering_fails_no_message(
    app: Flask, session: Session, sender: Sender, server: ScriptedServer
) -> None:
    message = make_message(session)
    session.rollback()
    rename_table(app, "signup_webinars", "elsewhere")
    with pytest.raises(SQLAlchemyError):
        sender.drain()
    rename_table(app, "elsewhere", "signup_webinars")

    assert reload(session, message).state == MessageState.SENDING
    session.rollback()
    assert sender.drain() == 1
    assert reload(session, message).state == MessageState.SENT


def test_a_message_about_nothing_is_dropped(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    attendee = make_attendee(session)
    message = make_message(
        session,
        kind=MessageKind.ALREADY_REGISTERED,
        subject_id=999,
        recipient=attendee.email,
    )

    assert sender.drain() == 0
    assert reload(session, message).state == MessageState.DROPPED
    assert message.reason == DropReason.ERASED
    assert server.recipients == []


def test_a_greeting_whose_registrations_were_all_cancelled_is_dropped(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    attendee = make_attendee(session)
    registration = make_registration(session, attendee=attendee, state=RegistrationState.CANCELLED)
    signup = make_signup(
        session, attendee_id=attendee.id, email=attendee.email, webinars=[registration.webinar]
    )
    message = make_message(
        session, kind=MessageKind.REGISTERED, subject_id=signup.id, recipient=attendee.email
    )

    assert sender.drain() == 0
    assert reload(session, message).state == MessageState.DROPPED
    assert message.reason == DropReason.CANCELLED


def test_an_invitation_is_rendered_and_sent(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    registration = make_registration(session)
    make_invitation(session, registration)
    message = make_message(
        session,
        kind=MessageKind.INVITATION,
        subject_type=Subject.REGISTRATION,
        subject_id=registration.id,
        recipient=registration.attendee.email,
    )

    assert sender.drain() == 1
    assert reload(session, message).state == MessageState.SENT
    assert b"Content-Type: text/calendar" in server.accepted[0]


def test_logs_tell_no_address(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    message = make_message(session)
    refused = make_rendered(session)
    server.script["RCPT"] = [f"550 <{refused.recipient}> unknown"]

    sender.drain()

    for each in (message, refused):
        address = reload(session, each).recipient
        assert address not in caplog.text
    assert "***@example.org" in caplog.text
