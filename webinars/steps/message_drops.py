"""Messages that must not leave any more: dropped while they are queued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, true, update
from sqlalchemy.orm import Session

from webinars.models.message import OTHER_VERSIONS, DropReason, Message, MessageState, Subject
from webinars.models.occurrence import Occurrence
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar


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


def about_webinar(webinar: Webinar) -> ColumnElement[bool]:
    """Return the condition on messages about older schedule versions of a webinar."""
    registrations = select(Registration.id).where(Registration.webinar_id == webinar.id)
    own = and_(
        Message.subject_type == Subject.REGISTRATION,
        Message.subject_id.in_(registrations),
        Message.kind.not_in(OTHER_VERSIONS),
        Message.version < webinar.schedule_version,
    )
    occurrences = select(Occurrence.id).where(
        Occurrence.webinar_id == webinar.id, Occurrence.version < webinar.schedule_version
    )
    reminders = and_(
        Message.subject_type == Subject.OCCURRENCE, Message.subject_id.in_(occurrences)
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
