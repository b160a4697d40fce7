"""A webinar was moved, cancelled or edited: what is outdated goes, all concerned are told once.

The caller holds the webinar's row and has raised its ``schedule_version``. Each part is one
statement for all people of the webinar.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from webinars.languages import Texts
from webinars.models.message import DropReason, Message, MessageKind, MessageState, Subject
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.schedules import ABOUT, HANDED_OVER, LIVE, TELLING, WILL_HEAR, knows
from webinars.settings import current_settings
from webinars.steps.message_drops import about_webinar, drop_queued
from webinars.steps.messages import Timing, queue_for_registrations
from webinars.steps.occurrences import plan_webinar
from webinars.steps.schedules import keep_schedule
from webinars.steps.speakers import tell_speakers

_SEATED = Registration.state == RegistrationState.CONFIRMED

_STANDING_WAITS = (
    Message.kind == MessageKind.STANDING,
    Message.state == MessageState.QUEUED,
    Message.ambiguous == 0,
)

_UNHEARD = exists().where(ABOUT, *_STANDING_WAITS).correlate(Registration)
"""Condition on registrations of which the person has not heard yet: nobody else told of them."""


def announce_move(
    session: Session,
    webinar: Webinar,
    *,
    now: datetime,
    old_end: datetime,
    reasons: Texts | None = None,
) -> int:
    """Tell everybody who knows another time; return how many, once the settle time is over.

    Who has had no calendar entry yet and knows the time gets the invitation instead.

    :param old_end: when it was to end before; until the later of both the news is useful.
    """
    keep_schedule(session, webinar, now=now, reasons=reasons)
    of_webinar = Registration.webinar_id == webinar.id
    _bring_along(session, webinar)
    elsewhere = ~knows(webinar)
    _raise_sequences(session, webinar, elsewhere, ~_unused())
    _drop_outdated(session, webinar, DropReason.MOVED, now)
    timing = Timing(
        version=webinar.schedule_version,
        due_at=now + timedelta(seconds=current_settings().settle_seconds),
        useful_until=max(old_end, webinar.ends_at),
    )
    told = queue_for_registrations(
        session, MessageKind.MOVED, of_webinar, LIVE, elsewhere, timing=timing, now=now
    )
    told += tell_speakers(session, webinar, MessageKind.SPEAKER_MOVED, timing=timing, now=now)
    without_entry = (_SEATED, knows(webinar), ~_invited(), ~_UNHEARD)
    queue_for_registrations(
        session, MessageKind.INVITATION, of_webinar, *without_entry, timing=timing, now=now
    )
    plan_webinar(session, webinar, now=now)
    return told


def announce_edit(session: Session, webinar: Webinar, *, now: datetime) -> int:
    """Tell everybody whom no mail still to be written tells; return how many.

    The caller has raised ``edit_notice``. As a move, this waits for the settle time.
    """
    _drop_edits(session, webinar, now)
    _raise_sequences(session, webinar, ~WILL_HEAR)
    timing = Timing(
        version=webinar.edit_notice,
        due_at=now + timedelta(seconds=current_settings().settle_seconds),
        useful_until=webinar.ends_at,
    )
    conditions = (Registration.webinar_id == webinar.id, LIVE, ~WILL_HEAR)
    return queue_for_registrations(session, MessageKind.EDITED, *conditions, timing=timing, now=now)


def withhold_edits(session: Session, webinar: Webinar, *, now: datetime) -> None:
    """Tell nobody of earlier edits who has not been told yet."""
    if webinar.edit_notice:
        webinar.edit_notice += 1
        session.flush()
        _drop_edits(session, webinar, now)


def announce_cancellation(session: Session, webinar: Webinar, *, now: datetime) -> int:
    """Tell everybody at once that a webinar does not take place; return how many."""
    keep_schedule(session, webinar, now=now)
    _raise_sequences(session, webinar)
    _drop_outdated(session, webinar, DropReason.CANCELLED, now)
    plan_webinar(session, webinar, now=now)
    timing = Timing(version=webinar.schedule_version, due_at=now, useful_until=webinar.ends_at)
    told = queue_for_registrations(
        session,
        MessageKind.CANCELLED,
        Registration.webinar_id == webinar.id,
        LIVE,
        timing=timing,
        now=now,
    )
    return told + tell_speakers(
        session, webinar, MessageKind.SPEAKER_CANCELLED, timing=timing, now=now
    )


def _bring_along(session: Session, webinar: Webinar) -> None:
    """Let the one mail that tells people of a registration of theirs tell the present time."""
    for_webinar = select(Registration.id).where(Registration.webinar_id == webinar.id, LIVE)
    for statement in (
        update(Registration)
        .where(Registration.id.in_(for_webinar), _UNHEARD)
        .values(schedule_version=webinar.schedule_version),
        update(Message)
        .where(Message.subject_type == Subject.REGISTRATION, Message.subject_id.in_(for_webinar))
        .where(*_STANDING_WAITS)
        .values(
            version=webinar.schedule_version,
            body=None,
            title="",
            useful_until=webinar.ends_at,
        ),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _raise_sequences(session: Session, webinar: Webinar, *conditions: ColumnElement[bool]) -> None:
    concerned = select(Registration.attendee_id).where(
        Registration.webinar_id == webinar.id, _SEATED, *conditions
    )
    session.execute(
        update(Invitation)
        .where(Invitation.webinar_id == webinar.id, Invitation.attendee_id.in_(concerned))
        .values(sequence=Invitation.sequence + 1)
        .execution_options(synchronize_session=False)
    )


def _unused() -> ColumnElement[bool]:
    """Condition on registrations whose present sequence no mail server has seen."""
    waiting = (Message.state == MessageState.QUEUED, Message.ambiguous == 0)
    return exists().where(ABOUT, Message.kind.in_(TELLING), *waiting).correlate(Registration)


def _invited() -> ColumnElement[bool]:
    """Condition on registrations whose calendar entry was handed over since the seat was taken."""
    fresh = Message.created_at >= Registration.confirmed_at
    told = exists().where(ABOUT, Message.kind.in_(TELLING), HANDED_OVER, fresh)
    return told.correlate(Registration)


def _drop_outdated(session: Session, webinar: Webinar, reason: DropReason, now: datetime) -> None:
    drop_queued(session, about_webinar(webinar), reason=reason, now=now)
    withhold_edits(session, webinar, now=now)
    session.execute(
        update(Occurrence)
        .where(
            Occurrence.webinar_id == webinar.id,
            Occurrence.version < webinar.schedule_version,
            Occurrence.state == OccurrenceState.PLANNED,
        )
        .values(state=OccurrenceState.DROPPED, reason=reason.value)
        .execution_options(synchronize_session=False)
    )


def _drop_edits(session: Session, webinar: Webinar, now: datetime) -> None:
    registrations = select(Registration.id).where(Registration.webinar_id == webinar.id)
    outdated = (
        Message.kind == MessageKind.EDITED,
        Message.subject_type == Subject.REGISTRATION,
        Message.subject_id.in_(registrations),
        Message.version < webinar.edit_notice,
    )
    drop_queued(session, *outdated, reason=DropReason.OVERTAKEN, now=now)
