"""The planner: turns due occurrences into messages, and keeps them in line with the rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session, aliased

from webinars.database.carrying import list_coming
from webinars.database.changed_rows import count_changed
from webinars.database.conflicts import one_by_one
from webinars.database.engine import plan_anew, transaction
from webinars.database.engine import session as reading_session
from webinars.database.ledger import insert_messages, new_message_id
from webinars.database.reminders import CURRENT
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
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Registration
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar
from webinars.models.worker_sign import WorkerSign
from webinars.queries.reminders import (
    list_due_occurrences,
    list_webinars_to_repair,
    select_people,
)
from webinars.settings import current_settings
from webinars.steps.occurrences import Cause, plan_webinar
from webinars.steps.seats import hold_webinar
from webinars.steps.speakers import remind_speakers
from webinars.steps.worker_signs import seen

PLANNER = "planner"
"""Name of the planner among the parts of the worker."""


def queue_due(now: datetime) -> int:
    """Queue the messages of all occurrences that are due; return how many messages.

    Each occurrence is a transaction of its own: a crash leaves all of its messages or none. Any
    number of planners may do this at once.

    :raises NotFoundError: what failed with one, after all others; or ``DBAPIError``.
    """
    queued = one_by_one(lambda number: _queue(number, now), list_due_occurrences(now))
    _sign(now)
    return queued


def repair_plans(now: datetime) -> None:
    """Bring the occurrences of all webinars in line with their rules; each by itself.

    :raises NotFoundError: what failed with one, after all others; or ``DBAPIError``.
    """
    one_by_one(lambda number: _repair(number, now), list_webinars_to_repair(now))


def _repair(webinar_id: int, now: datetime) -> int:
    with transaction() as session:
        plan_webinar(session, hold_webinar(session, webinar_id), now=now)
        return 1


def _queue(occurrence_id: int, now: datetime) -> int:
    with transaction() as session:
        plan_anew(session)
        occurrence = session.get_one(Occurrence, occurrence_id, populate_existing=True)
        if not _claim(session, occurrence, now):
            _give_up(session, occurrence, now)
            return 0
        if occurrence.audience == Audience.SPEAKERS:
            return remind_speakers(session, occurrence, now=now)
        people = select_people(occurrence.webinar_id, occurrence.audience, occurrence.due_at)
        queued = _take_back(session, occurrence, people)
        queued += _insert_messages(session, occurrence, people, now)
        return queued + sum(
            _queue_beside(session, occurrence, coming, now)
            for coming in list_coming(session, occurrence)
        )


def _queue_beside(
    session: Session, occurrence: Occurrence, coming: Occurrence, now: datetime
) -> int:
    """Queue what is due soon for whoever gets this occurrence, so that one mail can carry both."""
    gets_this = exists().where(
        Message.subject_type == Subject.OCCURRENCE,
        Message.subject_id == occurrence.id,
        Message.attendee_id == Registration.attendee_id,
    )
    people = select_people(coming.webinar_id, coming.audience, coming.due_at).where(gets_this)
    return _insert_messages(session, coming, people, now)


def _take_back(session: Session, occurrence: Occurrence, people: Select[Any]) -> int:
    """Queue again what was queued ahead and dropped, for whoever is to get it after all.

    It goes to the address of now, unless that was somebody else's who got it.
    """
    address = select(Attendee.email).where(Attendee.id == Message.attendee_id).correlate(Message)
    email = address.scalar_subquery()
    other = aliased(Message)
    is_taken = exists().where(
        other.kind == MessageKind.REMINDER,
        other.recipient == email,
        other.subject_type == Subject.OCCURRENCE,
        other.subject_id == occurrence.id,
        other.version == Message.version,
        other.id != Message.id,
    )
    statement = (
        update(Message)
        .where(
            Message.subject_type == Subject.OCCURRENCE,
            Message.subject_id == occurrence.id,
            Message.state == MessageState.DROPPED,
            Message.reason != DropReason.MERGED,
            Message.attendee_id.in_(people.with_only_columns(Registration.attendee_id)),
            ~is_taken.correlate(Message),
        )
        .values(
            recipient=email,
            recipient_hash=address.with_only_columns(Attendee.recipient_hash).scalar_subquery(),
            body=None,
            title="",
        )
        .values(due_at=occurrence.due_at, useful_until=occurrence.useful_until)
        .values(state=MessageState.QUEUED, reason="", settled_at=None)
    )
    return count_changed(session, statement)


def _claim(session: Session, occurrence: Occurrence, now: datetime) -> bool:
    """Take the occurrence for us; False when it is not due, not valid or somebody else's."""
    statement = (
        update(Occurrence)
        .where(
            Occurrence.id == occurrence.id,
            Occurrence.state == OccurrenceState.PLANNED,
            Occurrence.due_at <= now,
            Occurrence.useful_until > now,
            exists().where(CURRENT),
        )
        .values(state=OccurrenceState.QUEUED, queued_at=now)
    )
    return count_changed(session, statement) == 1


def _give_up(session: Session, occurrence: Occurrence, now: datetime) -> None:
    """Settle an occurrence that came too late; one of a webinar that changed is planned anew."""
    # The webinar first, like everybody who plans it.
    webinar = hold_webinar(session, occurrence.webinar_id)
    session.execute(
        update(Occurrence)
        .where(
            Occurrence.id == occurrence.id,
            Occurrence.state == OccurrenceState.PLANNED,
            Occurrence.useful_until <= now,
        )
        .values(state=OccurrenceState.MISSED, reason=Cause.TOO_LATE)
        .execution_options(synchronize_session=False)
    )
    session.refresh(occurrence)
    plan_webinar(session, webinar, now=now)


def _insert_messages(
    session: Session, occurrence: Occurrence, people: Select[Any], now: datetime
) -> int:
    ends_at = session.scalars(
        select(Webinar.ends_at).where(Webinar.id == occurrence.webinar_id)
    ).one()
    values = {
        "kind": MessageKind.REMINDER,
        "lane": Lane.FOLLOW_UP if occurrence.due_at >= ends_at else Lane.REMINDER,
        "recipient": Attendee.email,
        "recipient_hash": Attendee.recipient_hash,
        "attendee_id": Attendee.id,
        "language": Attendee.language,
        "subject_type": Subject.OCCURRENCE,
        "subject_id": occurrence.id,
        "version": occurrence.version,
        "state": MessageState.QUEUED,
        "due_at": occurrence.due_at,
        "useful_until": occurrence.useful_until,
        "attempt": 0,
        "phase": Phase.NONE,
        "ambiguous": 0,
        "reason": "",
        "last_error": "",
        "status_code": "",
        "message_id": new_message_id(current_settings().mail_domain),
        "title": "",
        "created_at": now,
    }
    # Not by the unique key alone: it holds the address, which may have changed since. No EXISTS:
    # this list is made once, and not looked through for each person.
    asked = select(Message.attendee_id).where(
        Message.subject_type == Subject.OCCURRENCE,
        Message.subject_id == occurrence.id,
        Message.attendee_id.is_not(None),
    )
    return insert_messages(session, values, people.where(Attendee.id.not_in(asked)))


def _sign(now: datetime) -> None:
    """Show a sign of life, not more often than a sender does."""
    interval = timedelta(seconds=current_settings().heartbeat_seconds)
    last = reading_session().scalar(select(WorkerSign.seen_at).where(WorkerSign.part == PLANNER))
    if last is None or now - last >= interval:
        with transaction() as session:
            seen(session, PLANNER, now=now)
