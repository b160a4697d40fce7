"""Mails that anybody can cause by typing an address: few a day, so that they bother nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from webinars.database.engine import lock_address
from webinars.models.address_change import AddressChange
from webinars.models.attendee import Attendee
from webinars.models.long_work import LongWorkLine
from webinars.models.message import Message, MessageKind, Subject
from webinars.settings import current_settings
from webinars.steps.messages import Recipient, queue_message
from webinars.tokens import address_hash

FIRST_MAILS = (MessageKind.CONFIRM_ADDRESS, MessageKind.ALREADY_REGISTERED)
"""Kinds that answer a sign-up."""

_COUNTED = (*FIRST_MAILS, MessageKind.PERSONAL_LINK, MessageKind.CONFIRM_NEW_ADDRESS)


WITHIN = timedelta(hours=24)
"""How long such a mail counts."""


def count_address_mails(session: Session, hashed: str, now: datetime) -> int:
    """Return how many such mails one address was sent of late."""
    return session.scalar(address_mails(hashed, now - WITHIN)) or 0


def address_mails(hashed: Any, since: Any) -> Select[int]:
    """Return the question for how many such mails one address was sent since a moment.

    :param hashed: keyed hash of the address; a parameter will do, too.
    """
    return select(func.count()).where(
        Message.recipient_hash == hashed,
        Message.kind.in_(_COUNTED),
        Message.created_at > since,
    )


def open_change(
    session: Session,
    attendee: Attendee,
    email: str,
    *,
    now: datetime,
    corrected_by: int | None = None,
) -> AddressChange:
    """Keep the wish to write to a new address, in place of all earlier ones of this person.

    :param corrected_by: number of the host whose team corrects the address.
    """
    settings = current_settings()
    lock_address(session, address_hash(settings.address_key, email))
    session.execute(delete(AddressChange).where(AddressChange.attendee_id == attendee.id))
    change = AddressChange(
        attendee_id=attendee.id,
        email=email,
        created_at=now,
        expires_at=now + timedelta(hours=settings.link_hours),
        corrected_by_id=corrected_by,
    )
    session.add(change)
    session.flush()
    return change


def claim_former(session: Session, attendee_id: int, email: str, hashed: str) -> None:
    """Let what is stored under a former address go on belonging to its person.

    Else neither export nor erasure would find it: nobody keeps former addresses, and somebody else
    may have this one later. What concerns the same mailbox in another part, such as a speaker's,
    goes on being known by it.

    :param email: the former address.
    :param hashed: its keyed hash.
    """
    about = (Subject.SIGNUP, Subject.ATTENDEE, Subject.NEWS)
    for statement in (
        update(Message)
        .where(Message.recipient_hash == hashed, Message.subject_type.in_(about))
        .where(Message.attendee_id.is_(None))
        .values(attendee_id=attendee_id),
        update(LongWorkLine)
        .where(LongWorkLine.email == email, LongWorkLine.attendee_id.is_(None))
        .values(attendee_id=attendee_id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def ask_new_mailbox(session: Session, change: AddressChange, *, now: datetime) -> None:
    """Ask the new mailbox to confirm, unless it has been written to often enough today."""
    settings = current_settings()
    hashed = address_hash(settings.address_key, change.email)
    if count_address_mails(session, hashed, now) >= settings.confirmation_mails_per_day:
        return
    attendee = change.attendee
    queue_message(
        session,
        MessageKind.CONFIRM_NEW_ADDRESS,
        Recipient(email=change.email, language=attendee.language, attendee_id=attendee.id),
        (Subject.ADDRESS_CHANGE, change.id),
        now=now,
        useful_until=change.expires_at,
    )
