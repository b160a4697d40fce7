from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_message, make_signup
from webinars.models.audit import AuditEntry
from webinars.models.message import DropReason, Message, MessageState
from webinars.models.signup import SignUp, SignUpState
from webinars.services.retention import LEDGER_DAYS, CleanUp, clean_up

SECOND = timedelta(seconds=1)

NOTHING = CleanUp(signups=0, bodies=0, recipients=0)


def days(app: Flask, name: str) -> timedelta:
    return timedelta(days=getattr(app.extensions["webinars_settings"], name))


def reloaded(session: Session, message: Message) -> Message:
    session.rollback()
    session.refresh(message)
    return message


def test_an_unconfirmed_sign_up_is_deleted_when_its_days_are_over(
    app: Flask, session: Session, now: datetime
) -> None:
    period = days(app, "unconfirmed_days")
    old = make_signup(session, created_at=now - period - SECOND)
    young = make_signup(session, created_at=now - period)
    kept = young.id
    old_id = old.id

    assert clean_up(now) == CleanUp(signups=1, bodies=0, recipients=0)

    session.rollback()
    assert list(session.scalars(select(SignUp.id))) == [kept]
    (entry,) = session.scalars(select(AuditEntry))
    assert (entry.action, entry.actor, entry.details) == ("signup.deleted", "worker", {"count": 1})
    assert old_id != kept


def test_a_confirmed_sign_up_stays(app: Flask, session: Session, now: datetime) -> None:
    attendee = make_attendee(session)
    make_signup(
        session,
        state=SignUpState.CONFIRMED,
        attendee_id=attendee.id,
        created_at=now - timedelta(days=365),
    )

    assert clean_up(now) == NOTHING


def test_the_messages_of_a_deleted_sign_up_lose_address_and_text(
    app: Flask, session: Session, now: datetime
) -> None:
    created = now - days(app, "unconfirmed_days") - SECOND
    signup = make_signup(session, created_at=created)
    about = {"subject_id": signup.id, "recipient": signup.email, "body": b"mail", "title": "Title"}
    sent = make_message(session, **about, state=MessageState.SENT, settled_at=now)
    queued = make_message(session, **about, version=2)
    other = make_message(session, body=b"mail", title="Title")

    clean_up(now)

    for message in (sent, queued):
        reloaded(session, message)
        assert (message.recipient, message.body, message.title) == ("", None, "")
        assert message.recipient_hash != ""
    assert sent.state == MessageState.SENT
    assert (queued.state, queued.reason) == (MessageState.DROPPED, DropReason.ERASED)
    assert queued.settled_at == now
    assert reloaded(session, other).recipient != ""
    assert (other.body, other.state) == (b"mail", MessageState.QUEUED)


def test_the_text_of_a_settled_message_goes_first_and_its_address_later(
    app: Flask, session: Session, now: datetime
) -> None:
    settled = {"state": MessageState.SENT, "settled_at": now, "body": b"mail", "title": "Title"}
    message = make_message(session, **settled)
    signup = session.get_one(SignUp, message.subject_id)
    signup.state = SignUpState.CONFIRMED
    signup.attendee_id = make_attendee(session).id
    session.commit()
    body_days, ledger_days = days(app, "body_days"), timedelta(days=LEDGER_DAYS)

    assert clean_up(now + body_days) == NOTHING
    assert clean_up(now + body_days + SECOND) == CleanUp(signups=0, bodies=1, recipients=0)
    reloaded(session, message)
    assert (message.body, message.title) == (None, "")
    assert message.recipient != ""

    assert clean_up(now + ledger_days) == NOTHING
    assert clean_up(now + ledger_days + SECOND) == CleanUp(signups=0, bodies=0, recipients=1)
    assert reloaded(session, message).recipient == ""
    assert clean_up(now + ledger_days + SECOND) == NOTHING


def test_a_message_that_is_not_settled_keeps_everything(
    app: Flask, session: Session, now: datetime
) -> None:
    attendee = make_attendee(session)
    signup = make_signup(session, state=SignUpState.CONFIRMED, attendee_id=attendee.id)
    message = make_message(
        session,
        subject_id=signup.id,
        recipient=signup.email,
        body=b"mail",
        title="Title",
        created_at=now - timedelta(days=365),
    )

    assert clean_up(now + timedelta(days=365)) == NOTHING
    assert reloaded(session, message).body == b"mail"
