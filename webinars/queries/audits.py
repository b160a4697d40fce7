"""The audits: numbers that are 0 as long as the service keeps its promises; one question each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from webinars.database.engine import session
from webinars.database.moments import minutes_before
from webinars.database.reminders import CURRENT, is_suppressed, objects
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, MessageState, Sender, Subject
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import SEATED, Registration, RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import Speaker, SpeakerDesk, Webinar
from webinars.models.worker_sign import PLANNER, SENDER, TRANSPORT, WorkerSign
from webinars.queries.message_webinars import about_webinar
from webinars.queries.messages import waiting
from webinars.settings import Settings, current_settings

OCCURRENCE_GRACE = timedelta(minutes=10)
"""How long after its moment everybody must have the message of a reminder."""

UNSEEN = timedelta(hours=1)
"""How long an uncertain message may wait for a person."""

SETTLED_AFTER = timedelta(days=1)
"""How long after a webinar nothing about it may be on its way."""


class Audit(StrEnum):
    """What is counted; the names stand in logs and metrics."""

    OVERDUE = "A1"
    """Queued, due for too long, still useful, although the mail server can be used."""
    ORPHANED = "A2"
    """Held by a sender that is dead."""
    FORGOTTEN = "A3"
    """Registrations and speakers that an occurrence should have reminded, without a message."""
    UNDECIDED = "A4"
    """Uncertain messages that nobody has decided about."""
    UNSETTLED = "A5"
    """Messages about a webinar that ended the day before, in no final state."""
    SILENT = "A6"
    """Parts of the worker without a sign of life."""
    MISCOUNTED = "A7"
    """Webinars whose seat counter is not the number of their confirmed registrations."""


@dataclass(frozen=True, kw_only=True)
class _Circumstances:
    now: datetime
    settings: Settings

    def ago(self, seconds: float) -> datetime:
        """Return the moment so many seconds before now."""
        return self.now - timedelta(seconds=seconds)


def count_audits(now: datetime) -> dict[Audit, int]:
    """Return every audit's number."""
    given = _Circumstances(now=now, settings=current_settings())
    return {audit: session().scalar(ask(given)) or 0 for audit, ask in _QUESTIONS.items()}


def _overdue(given: _Circumstances) -> Select[Any]:
    failing = exists().where(WorkerSign.part == TRANSPORT, WorkerSign.failing_since.is_not(None))
    late = Message.due_at < given.ago(given.settings.overdue_seconds)
    return _count(Message).where(*waiting(given.now), late, ~failing)


def _orphaned(given: _Circumstances) -> Select[Any]:
    dead_since = given.ago(given.settings.silent_worker_seconds)
    alive = exists().where(Sender.name == Message.owner, Sender.expires_at > dead_since)
    return _count(Message).where(Message.state == MessageState.SENDING, ~alive.correlate(Message))


def _forgotten(given: _Circumstances) -> Select[Any]:
    people = _forgotten_people(given).scalar_subquery()
    return select(people + _forgotten_speakers(given).scalar_subquery())


def _forgotten_people(given: _Circumstances) -> Select[Any]:
    enough = minutes_before(Occurrence.due_at, given.settings.late_minutes)
    told = exists().where(
        Message.subject_type == Subject.OCCURRENCE,
        Message.subject_id == Occurrence.id,
        Message.attendee_id == Registration.attendee_id,
    )
    statement = (
        select(func.count())
        .select_from(Occurrence)
        .join(Webinar, CURRENT)
        .join(Registration, Registration.webinar_id == Webinar.id)
        .join(Attendee, Attendee.id == Registration.attendee_id)
    )
    return statement.where(
        *_past_its_moment(given),
        _in_audience(),
        or_(
            Registration.confirmed_at <= enough,
            and_(Registration.confirmed_at.is_(None), Registration.created_at <= enough),
        ),
        ~objects(Registration.attendee_id, Webinar.id),
        ~is_suppressed(Attendee.recipient_hash),
        ~told.correlate(Occurrence, Registration),
    )


def _forgotten_speakers(given: _Circumstances) -> Select[Any]:
    enough = minutes_before(Occurrence.due_at, given.settings.late_minutes)
    told = exists().where(
        Message.kind == MessageKind.SPEAKER_REMINDER,
        Message.subject_type == Subject.SPEAKER,
        Message.subject_id == SpeakerDesk.id,
        Message.version == Occurrence.id,
    )
    statement = (
        select(func.count())
        .select_from(Occurrence)
        .join(Webinar, CURRENT)
        .join(Speaker, Speaker.webinar_id == Webinar.id)
        .join(SpeakerDesk, SpeakerDesk.speaker_id == Speaker.id)
    )
    return statement.where(
        *_past_its_moment(given),
        Occurrence.audience == Audience.SPEAKERS,
        SpeakerDesk.invited_at <= enough,
        ~told.correlate(Occurrence, SpeakerDesk),
    )


def _past_its_moment(given: _Circumstances) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on occurrences of which everybody must have a message by now."""
    return (
        Occurrence.state.in_((OccurrenceState.PLANNED, OccurrenceState.QUEUED)),
        Occurrence.due_at < given.now - OCCURRENCE_GRACE,
        Occurrence.useful_until > given.now,
    )


def _in_audience() -> ColumnElement[bool]:
    pairs = (
        (Audience.CONFIRMED, RegistrationState.CONFIRMED),
        (Audience.WAITING, RegistrationState.WAITING),
    )
    return or_(
        *(
            and_(Occurrence.audience == audience, Registration.state == state)
            for audience, state in pairs
        )
    )


def _undecided(given: _Circumstances) -> Select[Any]:
    return _count(Message).where(
        Message.state == MessageState.UNCERTAIN, Message.settled_at < given.now - UNSEEN
    )


def _unsettled(given: _Circumstances) -> Select[Any]:
    over = given.now - SETTLED_AFTER
    ended = about_webinar(
        lambda number: exists().where(Webinar.id == number, Webinar.ends_at <= over)
    )
    going_on = about_webinar(
        lambda number: exists().where(Webinar.id == number, Webinar.ends_at > over)
    )
    return _count(Message).where(
        Message.state.in_((MessageState.QUEUED, MessageState.SENDING)),
        Message.created_at <= over,
        or_(Message.useful_until.is_(None), Message.useful_until <= given.now),
        ended,
        ~going_on,
    )


def _silent(given: _Circumstances) -> Select[Any]:
    return _count(WorkerSign).where(
        WorkerSign.part.in_((PLANNER, SENDER)),
        WorkerSign.seen_at < given.ago(given.settings.sign_seconds),
    )


def _miscounted(_given: _Circumstances) -> Select[Any]:
    taken = (
        select(func.count())
        .select_from(Registration)
        .where(
            Registration.webinar_id == Webinar.id,
            Registration.state.in_(SEATED),
        )
        .correlate(Webinar)
        .scalar_subquery()
    )
    return _count(Webinar).where(Webinar.seats_taken != taken)


def _count(model: type[Any]) -> Select[Any]:
    return select(func.count()).select_from(model)


_QUESTIONS: dict[Audit, Callable[[_Circumstances], Select[Any]]] = {
    Audit.OVERDUE: _overdue,
    Audit.ORPHANED: _orphaned,
    Audit.FORGOTTEN: _forgotten,
    Audit.UNDECIDED: _undecided,
    Audit.UNSETTLED: _unsettled,
    Audit.SILENT: _silent,
    Audit.MISCOUNTED: _miscounted,
}
