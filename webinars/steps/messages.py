"""Queueing messages inside the caller's transaction: the cause and its mail, or neither."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, true, update
from sqlalchemy.orm import Session

from webinars.database.upsert import insert_missing
from webinars.models.attendee import Attendee
from webinars.models.message import (
    DropReason,
    Lane,
    Message,
    MessageKind,
    MessageState,
    Phase,
    Subject,
)
from webinars.models.occurrence import Occurrence
from webinars.models.registration import Registration
from webinars.settings import current_settings
from webinars.tokens import address_hash

_LANES = {
    MessageKind.CONFIRM_ADDRESS: Lane.ADDRESS,
    MessageKind.ALREADY_REGISTERED: Lane.ADDRESS,
    MessageKind.REGISTERED: Lane.REGISTRATION,
    MessageKind.INVITATION: Lane.REGISTRATION,
    MessageKind.MOVED_UP: Lane.REGISTRATION,
    MessageKind.LEFT: Lane.CHANGE,
}


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a message goes to, and in which language."""

    email: str
    language: str
    attendee_id: int | None = None


def recipient_of(attendee: Attendee) -> Recipient:
    """Return an attendee as the recipient of a message."""
    return Recipient(email=attendee.email, language=attendee.language, attendee_id=attendee.id)


def queue_message(
    session: Session,
    kind: MessageKind,
    recipient: Recipient,
    subject: tuple[Subject, int],
    *,
    now: datetime,
    version: int = 1,
    useful_until: datetime | None = None,
) -> int | None:
    """Queue one message; return its id, or None when it had been asked for before.

    :param subject: kind and id of the row that the message is about.
    :param version: raise it to say the same thing about the same row once more.
    """
    settings = current_settings()
    values = {
        "kind": kind,
        "lane": _LANES[kind],
        "recipient": recipient.email,
        "recipient_hash": address_hash(settings.address_key, recipient.email),
        "attendee_id": recipient.attendee_id,
        "language": recipient.language,
        "subject_type": subject[0],
        "subject_id": subject[1],
        "version": version,
        "state": MessageState.QUEUED,
        "due_at": now,
        "useful_until": useful_until,
        "attempt": 0,
        "phase": Phase.NONE,
        "ambiguous": 0,
        "reason": "",
        "last_error": "",
        "title": "",
        "message_id": f"<{uuid.uuid4()}@{settings.mail_domain}>",
        "created_at": now,
    }
    return insert_missing(session, Message, values)


def about_registration(registration: Registration) -> ColumnElement[bool]:
    """Return the condition on messages about one registration, reminders of its webinar too."""
    own = and_(Message.subject_type == Subject.REGISTRATION, Message.subject_id == registration.id)
    reminders = and_(
        Message.subject_type == Subject.OCCURRENCE,
        Message.attendee_id == registration.attendee_id,
        Message.subject_id.in_(
            select(Occurrence.id).where(Occurrence.webinar_id == registration.webinar_id)
        ),
    )
    return or_(own, reminders)


def drop_queued(
    session: Session, *about: ColumnElement[bool], reason: DropReason, now: datetime
) -> None:
    """Drop what is still queued and meets these conditions.

    A message on its way is stopped by the last check before its final dot.
    """
    session.execute(
        update(Message)
        .where(Message.state == MessageState.QUEUED, *about)
        .values(state=MessageState.DROPPED, reason=reason, settled_at=now)
        .execution_options(synchronize_session=False)
    )


def drop_messages(
    session: Session, subject_type: Subject, subject_ids: Sequence[int], *, now: datetime
) -> None:
    """Drop what is still queued about rows that go, and blank the addresses of all about them.

    A message on its way is stopped by the last check before its final dot.
    """
    about = (Message.subject_type == subject_type, Message.subject_id.in_(subject_ids))
    dropped = {"state": MessageState.DROPPED, "reason": DropReason.ERASED, "settled_at": now}
    for condition, values in (
        (Message.state == MessageState.QUEUED, dropped),
        (true(), {"recipient": "", "body": None, "title": ""}),
    ):
        session.execute(
            update(Message)
            .where(*about, condition)
            .values(values)
            .execution_options(synchronize_session=False)
        )
