from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_consent,
    make_message,
    make_signup,
)
from tests.support.faults import rename_table
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.base import Base
from webinars.models.consent import Consent
from webinars.models.message import DropReason, Message, MessageKind, MessageState, Subject
from webinars.models.signup import SignUp, SignUpState
from webinars.services.retention import AUDIT_DAYS, LEDGER_DAYS, CleanUp, clean_up

SECOND = timedelta(seconds=1)
LEDGER = timedelta(days=LEDGER_DAYS)
AUDIT = timedelta(days=AUDIT_DAYS)

NOTHING = CleanUp()

Days = Callable[[str], timedelta]


@pytest.fixture
def days(app: Flask) -> Days:
    settings = app.extensions["webinars_settings"]
    return lambda name: timedelta(days=getattr(settings, f"{name}_days"))


def reloaded(session: Session, message: Message) -> Message:
    session.rollback()
    session.refresh(message)
    return message


def kept(session: Session, model: type[Base]) -> set[int]:
    session.rollback()
    return set(session.scalars(select(model.__table__.c.id)))


def confirmed_signup(session: Session, confirmed_at: datetime) -> SignUp:
    return make_signup(
        session,
        state=SignUpState.CONFIRMED,
        attendee_id=make_attendee(session).id,
        created_at=confirmed_at,
        confirmed_at=confirmed_at,
    )


# Sign-ups that nobody confirmed


def test_an_unconfirmed_sign_up_is_deleted_when_its_days_are_over(
    session: Session, now: datetime, days: Days
) -> None:
    period = days("unconfirmed")
    make_signup(session, created_at=now - period - SECOND)
    young = make_signup(session, created_at=now - period).id

    assert clean_up(now) == CleanUp(signups=1)

    assert kept(session, SignUp) == {young}
    (entry,) = session.scalars(select(AuditEntry))
    assert (entry.action, entry.actor, entry.details) == ("signup.deleted", "worker", {"count": 1})


def test_an_unconfirmed_sign_up_stays_as_long_as_a_link_that_was_sent_again(
    session: Session, now: datetime, days: Days
) -> None:
    created = now - days("unconfirmed") - timedelta(days=1)
    make_signup(session, created_at=created, expires_at=now - SECOND)
    usable = make_signup(session, created_at=created, expires_at=now).id

    assert clean_up(now) == CleanUp(signups=1)
    assert kept(session, SignUp) == {usable}


def test_the_messages_of_an_unconfirmed_sign_up_lose_address_and_text(
    session: Session, now: datetime, days: Days
) -> None:
    signup = make_signup(session, created_at=now - days("unconfirmed") - SECOND)
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


# Sign-ups that were confirmed


def test_a_confirmed_sign_up_is_deleted_without_its_attendee(
    session: Session, now: datetime, days: Days
) -> None:
    period = days("unconfirmed")
    confirmed_signup(session, now - period - SECOND)
    young = confirmed_signup(session, now - period).id

    assert clean_up(now) == CleanUp(signups=1)

    assert kept(session, SignUp) == {young}
    assert len(kept(session, Attendee)) == 2


@pytest.mark.parametrize("state", list(MessageState))
def test_a_confirmed_sign_up_stays_while_a_mail_about_it_is_to_be_sent(
    session: Session, now: datetime, days: Days, state: MessageState
) -> None:
    unsettled = state in {MessageState.QUEUED, MessageState.SENDING}
    signup = confirmed_signup(session, now - days("unconfirmed") - SECOND)
    about = {"kind": MessageKind.REGISTERED, "subject_id": signup.id, "recipient": signup.email}
    message = make_message(
        session, **about, state=state, settled_at=None if unsettled else now, body=b"mail"
    )

    assert clean_up(now) == (NOTHING if unsettled else CleanUp(signups=1))

    reloaded(session, message)
    assert (message.state, message.recipient) == (state, about["recipient"])
    assert message.body == b"mail"


def test_a_message_about_a_registration_of_the_same_number_keeps_no_sign_up(
    session: Session, now: datetime, days: Days
) -> None:
    signup = confirmed_signup(session, now - days("unconfirmed") - SECOND)
    make_message(
        session,
        kind=MessageKind.INVITATION,
        subject_type=Subject.REGISTRATION,
        subject_id=signup.id,
    )

    assert clean_up(now) == CleanUp(signups=1)


# Messages


def test_the_text_of_a_settled_message_goes_first_and_the_message_later(
    session: Session, now: datetime, days: Days
) -> None:
    settled = {"state": MessageState.SENT, "settled_at": now, "body": b"mail", "title": "Title"}
    message = make_message(
        session, **settled, subject_type=Subject.REGISTRATION, subject_id=1, recipient="a@b.example"
    )

    assert clean_up(now + days("body")) == NOTHING
    assert clean_up(now + days("body") + SECOND) == CleanUp(bodies=1)
    reloaded(session, message)
    assert (message.body, message.title) == (None, "")
    assert message.recipient == "a@b.example"

    assert clean_up(now + LEDGER) == NOTHING
    assert clean_up(now + LEDGER + SECOND) == CleanUp(messages=1)
    assert kept(session, Message) == set()
    assert clean_up(now + LEDGER + SECOND) == NOTHING


def test_a_message_that_is_not_settled_keeps_everything(session: Session, now: datetime) -> None:
    message = make_message(
        session,
        subject_type=Subject.REGISTRATION,
        subject_id=1,
        body=b"mail",
        title="Title",
        created_at=now - timedelta(days=365),
    )

    assert clean_up(now + timedelta(days=365)) == NOTHING
    assert reloaded(session, message).body == b"mail"
    assert message.recipient != ""


# Consents and the audit log


@pytest.mark.parametrize(
    ("at", "deleted"),
    [
        (datetime(2029, 12, 31, 23, 59, 59, tzinfo=UTC), 0),
        (datetime(2030, 1, 1, tzinfo=UTC), 1),
    ],
)
@pytest.mark.parametrize(
    "withdrawn_at",
    [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)],
)
def test_a_withdrawn_consent_stays_for_three_years_to_the_end_of_the_year(
    session: Session, at: datetime, deleted: int, withdrawn_at: datetime
) -> None:
    attendee = make_attendee(session, created_at=at)
    make_consent(session, attendee, withdrawn_at=withdrawn_at)
    later = make_consent(session, attendee, withdrawn_at=datetime(2027, 1, 1, tzinfo=UTC)).id
    lasting = make_consent(session, attendee).id

    assert clean_up(at) == CleanUp(consents=deleted)

    assert kept(session, Consent) >= {later, lasting}
    assert len(kept(session, Consent)) == 3 - deleted


def test_an_audit_entry_is_deleted_after_a_year(session: Session, now: datetime) -> None:
    values = {"actor": "operator", "action": "programme.loaded", "subject_type": "series"}
    old = AuditEntry(happened_at=now - AUDIT - SECOND, **values)
    young = AuditEntry(happened_at=now - AUDIT, **values)
    session.add_all([old, young])
    session.commit()
    young_id = young.id

    assert clean_up(now) == CleanUp(audit_entries=1)
    assert kept(session, AuditEntry) == {young_id}


def test_a_round_that_fails_changes_nothing(
    app: Flask, session: Session, now: datetime, days: Days
) -> None:
    signup = make_signup(session, created_at=now - days("unconfirmed") - SECOND).id
    session.rollback()

    rename_table(app, "audit_entries", "hidden")
    with pytest.raises((OperationalError, ProgrammingError)):
        clean_up(now)

    assert kept(session, SignUp) == {signup}
