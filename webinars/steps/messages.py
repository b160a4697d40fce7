"""Queueing messages inside the caller's transaction: the cause and its mail, or neither."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from webinars.database.random_text import random_hex
from webinars.database.upsert import insert_missing, insert_selected
from webinars.models.attendee import Attendee
from webinars.models.message import (
    Lane,
    Message,
    MessageKind,
    MessageState,
    Phase,
    Subject,
)
from webinars.models.news import News, NewsReader
from webinars.models.organiser import Organiser
from webinars.models.registration import Registration
from webinars.settings import current_settings
from webinars.tokens import address_hash

_LANES = {
    MessageKind.CONFIRM_ADDRESS: Lane.ADDRESS,
    MessageKind.ALREADY_REGISTERED: Lane.ADDRESS,
    MessageKind.REGISTERED: Lane.REGISTRATION,
    MessageKind.INVITATION: Lane.REGISTRATION,
    MessageKind.STANDING: Lane.REGISTRATION,
    MessageKind.REGISTERED_AGAIN: Lane.REGISTRATION,
    MessageKind.OFFERED: Lane.REGISTRATION,
    MessageKind.OFFER_LAPSED: Lane.REGISTRATION,
    MessageKind.MOVED_UP: Lane.REGISTRATION,
    MessageKind.MOVED: Lane.CHANGE,
    MessageKind.EDITED: Lane.CHANGE,
    MessageKind.CANCELLED: Lane.CHANGE,
    MessageKind.LEFT: Lane.CHANGE,
    MessageKind.PERSONAL_LINK: Lane.ADDRESS,
    MessageKind.CONFIRM_NEW_ADDRESS: Lane.ADDRESS,
    MessageKind.CONFIRM_OLD_ADDRESS: Lane.ADDRESS,
    MessageKind.ADDRESS_CORRECTED: Lane.ADDRESS,
    MessageKind.AGREEMENT: Lane.CHANGE,
    MessageKind.NAME_WITHDRAWN: Lane.CHANGE,
    MessageKind.PROPOSAL: Lane.CHANGE,
    MessageKind.TEAM_EDIT: Lane.CHANGE,
    MessageKind.FAILURES: Lane.FOLLOW_UP,
    MessageKind.REMINDER: Lane.REMINDER,
    MessageKind.TEST: Lane.REGISTRATION,
    MessageKind.DECLINED: Lane.FOLLOW_UP,
    MessageKind.ANNOUNCEMENT: Lane.FOLLOW_UP,
    MessageKind.NEWS: Lane.NEWS,
    MessageKind.SPEAKER_INVITED: Lane.REGISTRATION,
    MessageKind.SPEAKER_MOVED: Lane.CHANGE,
    MessageKind.SPEAKER_CANCELLED: Lane.CHANGE,
    MessageKind.SPEAKER_REMINDER: Lane.REMINDER,
    MessageKind.SET_PASSWORD: Lane.ADDRESS,
    MessageKind.PASSWORD_CHANGED: Lane.ADDRESS,
    MessageKind.ACCESS_CHANGED: Lane.CHANGE,
    MessageKind.RECOVERY_CODE_USED: Lane.ADDRESS,
    MessageKind.PASSKEY_ADDED: Lane.ADDRESS,
}


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a message goes to, and in which language."""

    email: str
    language: str
    attendee_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Timing:
    """When messages to many leave, and of which schedule version they speak."""

    version: int
    due_at: datetime
    useful_until: datetime


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
    due_at: datetime | None = None,
    version: int = 1,
    useful_until: datetime | None = None,
) -> int | None:
    """Queue one message; return its id, or None when it had been asked for before.

    :param subject: kind and id of the row that the message is about.
    :param due_at: not before then; at once unless told.
    :param version: raise it to say the same thing about the same row once more.
    """
    settings = current_settings()
    values = {
        **_fresh(kind, subject[0], version=version, due_at=due_at or now, now=now),
        "recipient": recipient.email,
        "recipient_hash": address_hash(settings.address_key, recipient.email),
        "attendee_id": recipient.attendee_id,
        "language": recipient.language,
        "subject_id": subject[1],
        "useful_until": useful_until,
        "message_id": f"<{uuid.uuid4()}@{settings.mail_domain}>",
    }
    return insert_missing(session, Message, values)


def queue_for_registrations(
    session: Session,
    kind: MessageKind,
    *conditions: ColumnElement[bool],
    timing: Timing,
    now: datetime,
    subject: tuple[Subject, int] | None = None,
) -> int:
    """Queue one message for each registration that meets the conditions; return how many.

    One statement, however many they are.

    :param subject: what all of them are about, if it is not the registration itself.
    """
    about = Subject.REGISTRATION if subject is None else subject[0]
    values = _same_for_all(kind, about, timing, now) | {
        "recipient": Attendee.email,
        "recipient_hash": Attendee.recipient_hash,
        "attendee_id": Attendee.id,
        "language": Attendee.language,
        "subject_id": Registration.id if subject is None else literal(subject[1]),
    }
    people = (
        select(*values.values())
        .select_from(Registration)
        .join(Attendee, Attendee.id == Registration.attendee_id)
        .where(*conditions)
    )
    return insert_selected(session, Message, list(values), people)


def queue_for_news_readers(
    session: Session, news: News, *conditions: ColumnElement[bool], timing: Timing, now: datetime
) -> int:
    """Queue news for each reader that meets the conditions; return how many, in one statement."""
    values = _same_for_all(MessageKind.NEWS, Subject.NEWS, timing, now) | {
        "recipient": NewsReader.email,
        "recipient_hash": NewsReader.recipient_hash,
        "language": NewsReader.language,
        "subject_id": literal(news.id),
    }
    people = select(*values.values()).select_from(NewsReader).where(*conditions)
    return insert_selected(session, Message, list(values), people)


def _same_for_all(
    kind: MessageKind, about: Subject, timing: Timing, now: datetime
) -> dict[str, Any]:
    constant = {
        **_fresh(kind, about, version=timing.version, due_at=timing.due_at, now=now),
        "useful_until": timing.useful_until,
    }
    values: dict[str, Any] = {
        name: literal(value, Message.__table__.c[name].type) for name, value in constant.items()
    }
    domain = current_settings().mail_domain
    return values | {"message_id": literal("<") + random_hex() + literal(f"@{domain}>")}


def tell_organiser(
    session: Session,
    kind: MessageKind,
    organiser: Organiser,
    *,
    now: datetime,
    language: str | None = None,
) -> int | None:
    """Queue a message to somebody of a team about themselves, each time anew; return its id.

    :param language: of the mail, if it is not the recipient's.
    :returns: None when the same was asked for at this very moment.
    """
    about = (Subject.ORGANISER, organiser.id)
    return queue_message(
        session,
        kind,
        Recipient(email=organiser.email, language=language or organiser.language),
        about,
        now=now,
        version=_next_version(session, kind, about),
    )


def _next_version(session: Session, kind: MessageKind, subject: tuple[Subject, int]) -> int:
    told = select(func.max(Message.version)).where(
        Message.kind == kind,
        Message.subject_type == subject[0],
        Message.subject_id == subject[1],
    )
    return (session.scalar(told) or 0) + 1


def _fresh(
    kind: MessageKind, subject_type: Subject, *, version: int, due_at: datetime, now: datetime
) -> dict[str, Any]:
    return {
        "kind": kind,
        "lane": _LANES[kind].value,
        "subject_type": subject_type,
        "version": version,
        "state": MessageState.QUEUED,
        "due_at": due_at,
        "attempt": 0,
        "phase": Phase.NONE,
        "ambiguous": 0,
        "reason": "",
        "last_error": "",
        "status_code": "",
        "title": "",
        "created_at": now,
    }
