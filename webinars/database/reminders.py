"""Under which conditions the mail of a reminder may leave: at its claim, and before its dot."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, exists, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from webinars.models.message import DropReason, Message, MessageKind, MessageState, Subject
from webinars.models.objection import ReminderObjection, Suppression
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar, WebinarState

MOVED = "moved"
"""Kind of the message that tells of a new time; it goes before every reminder of that time."""

SPEAKER_MOVED = "speaker-moved"
"""The same for speakers."""

_UNSETTLED = (MessageState.QUEUED, MessageState.SENDING)
_HOLDS = (OccurrenceState.PLANNED, OccurrenceState.QUEUED)
"""Messages come before their occurrence is queued when an earlier one may carry them."""


CURRENT = and_(
    Webinar.id == Occurrence.webinar_id,
    Webinar.state == WebinarState.PUBLISHED,
    Webinar.schedule_version == Occurrence.version,
)
"""Condition on occurrences: their webinar takes place, at the time that they were planned for."""


SPEAKER_REMINDED = and_(Occurrence.id == Message.version, Occurrence.state.in_(_HOLDS), CURRENT)
"""Condition on a reminder to a speaker and its webinar: what it says is still true."""


def objects(attendee_id: Any, webinar_id: Any) -> ColumnElement[bool]:
    """Return the condition that a person wants no reminders of a webinar, or of any."""
    return exists().where(
        ReminderObjection.attendee_id == attendee_id,
        or_(ReminderObjection.webinar_id.is_(None), ReminderObjection.webinar_id == webinar_id),
    )


def is_suppressed(recipient_hash: Any) -> ColumnElement[bool]:
    """Return the condition that an address must not be written to."""
    return exists().where(Suppression.recipient_hash == recipient_hash)


@cache
def stands(message: type[Message] = Message) -> ColumnElement[bool]:
    """Return the condition that what a reminder says is still true for its person."""
    held = case(
        (Occurrence.audience == Audience.WAITING, RegistrationState.WAITING.value),
        else_=RegistrationState.CONFIRMED.value,
    )
    true_of_webinar = (
        exists()
        .where(
            Occurrence.id == message.subject_id,
            Occurrence.state.in_(_HOLDS),
            CURRENT,
            or_(Occurrence.tells_of_recording.is_(False), Webinar.recording_url != ""),
            Registration.webinar_id == Webinar.id,
            Registration.attendee_id == message.attendee_id,
            type_coerce(Registration.state, String()) == held,
            ~objects(message.attendee_id, Webinar.id).correlate(message, Webinar),
        )
        .correlate(message)
    )
    return and_(true_of_webinar, ~is_suppressed(message.recipient_hash).correlate(message))


@cache
def is_held_back(message: type[Message] = Message) -> ColumnElement[bool]:
    """Return the condition that a reminder has to wait: the move has not been told yet."""
    return or_(
        and_(message.kind == MessageKind.REMINDER, _move_waits(message)),
        and_(message.kind == MessageKind.SPEAKER_REMINDER, _move_waits_for_speaker(message)),
    )


def _move_waits(message: type[Message]) -> ColumnElement[bool]:
    told, place = aliased(Message), aliased(Registration)
    return (
        exists()
        .where(
            type_coerce(told.kind, String()) == MOVED,
            told.state.in_(_UNSETTLED),
            told.subject_type == Subject.REGISTRATION,
            told.attendee_id == message.attendee_id,
            told.version == message.version,
            place.id == told.subject_id,
            Occurrence.id == message.subject_id,
            Occurrence.webinar_id == place.webinar_id,
        )
        .correlate(message)
    )


def _move_waits_for_speaker(message: type[Message]) -> ColumnElement[bool]:
    told = aliased(Message)
    return (
        exists()
        .where(
            type_coerce(told.kind, String()) == SPEAKER_MOVED,
            told.state.in_(_UNSETTLED),
            told.subject_type == Subject.SPEAKER,
            told.subject_id == message.subject_id,
        )
        .correlate(message)
    )


def reminder_drop_reason(session: Session, message: Message) -> DropReason:
    """Return why a reminder is dropped that is not wanted any more."""
    occurrence = session.get(Occurrence, message.subject_id)
    if occurrence is None or message.attendee_id is None:
        return DropReason.ERASED
    if (changed := _change_of(session, occurrence)) is not None:
        return changed
    if session.scalar(select(is_suppressed(message.recipient_hash))):
        return DropReason.SUPPRESSED
    if session.scalar(select(objects(message.attendee_id, occurrence.webinar_id))):
        return DropReason.OPTED_OUT
    if occurrence.tells_of_recording and not occurrence.webinar.recording_url:
        return DropReason.NO_RECORDING
    if occurrence.state not in _HOLDS:
        return DropReason.SWITCHED_OFF
    return DropReason.CANCELLED


def speaker_reminder_drop_reason(session: Session, message: Message) -> DropReason:
    """Return why a reminder to a speaker is dropped that is not wanted any more."""
    occurrence = session.get(Occurrence, message.version)
    if occurrence is None:
        return DropReason.ERASED
    if (changed := _change_of(session, occurrence)) is not None:
        return changed
    held = occurrence.state in _HOLDS
    return DropReason.OVERTAKEN if held else DropReason.SWITCHED_OFF


def _change_of(session: Session, occurrence: Occurrence) -> DropReason | None:
    """Return what has become of the webinar since; None: it takes place as it was planned."""
    webinar = session.get_one(Webinar, occurrence.webinar_id, populate_existing=True)
    if webinar.state != WebinarState.PUBLISHED:
        return DropReason.CANCELLED
    return DropReason.MOVED if webinar.schedule_version != occurrence.version else None
