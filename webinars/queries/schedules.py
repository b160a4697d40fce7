"""Questions about the times of webinars: which were told to whom, and what stood before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from webinars.database.engine import session as reading_session
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, MessageState, Phase, Subject
from webinars.models.registration import Registration, RegistrationState
from webinars.models.schedule import Schedule
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.speakers import count_invited
from webinars.rules.moves import Times, is_same_time, told_before
from webinars.settings import current_settings

TELLING = (
    MessageKind.INVITATION,
    MessageKind.STANDING,
    MessageKind.REGISTERED_AGAIN,
    MessageKind.MOVED_UP,
    MessageKind.MOVED,
)
"""Kinds that tell one person when a webinar takes place; their version is that of the schedule."""

HANDED_OVER = or_(
    Message.state.in_((MessageState.SENT, MessageState.UNCERTAIN, MessageState.BOUNCED)),
    Message.ambiguous > 0,
    and_(Message.state == MessageState.SENDING, Message.phase == Phase.DOT),
)
"""Condition on messages that a mail server has, or may have."""

LIVE = Registration.state != RegistrationState.CANCELLED

ABOUT = and_(Message.subject_type == Subject.REGISTRATION, Message.subject_id == Registration.id)
"""Condition on messages about the registration of the statement around."""


WILL_HEAR = (
    exists()
    .where(
        ABOUT,
        Message.kind.in_(TELLING),
        Message.state == MessageState.QUEUED,
        Message.body.is_(None),
    )
    .correlate(Registration)
)
"""Condition on registrations about which a mail is still to be written; it tells how all stands."""


def told_version(before: int | None = None) -> ColumnElement[int]:
    """Return the newest schedule version that the person of a registration was really told.

    :param before: look only at versions before this one.
    """
    newest = select(func.max(Message.version)).where(
        ABOUT,
        Message.kind.in_(TELLING),
        HANDED_OVER,
        Message.version > Registration.schedule_version,
    )
    if before is not None:
        newest = newest.where(Message.version < before)
    subquery = newest.correlate(Registration).scalar_subquery()
    return func.coalesce(subquery, Registration.schedule_version)


def knows(times: Times) -> ColumnElement[bool]:
    """Return the condition on registrations whose person was last told exactly this time."""
    return (
        exists()
        .where(
            Schedule.webinar_id == Registration.webinar_id,
            Schedule.version == told_version(),
            Schedule.starts_at == times.starts_at,
            Schedule.ends_at == times.ends_at,
            Schedule.time_zone == times.time_zone,
        )
        .correlate(Registration)
    )


def find_told_schedule(session: Session, message: Message) -> Schedule | None:
    """Return the time that the reader of a message about a registration knows by now."""
    return session.scalar(
        select(Schedule)
        .join(Registration, Registration.webinar_id == Schedule.webinar_id)
        .where(
            Registration.id == message.subject_id,
            Schedule.version == told_version(message.version),
        )
    )


def find_schedule(session: Session, webinar: Webinar) -> Schedule | None:
    """Return the present schedule version of a webinar."""
    return session.scalar(
        select(Schedule).where(
            Schedule.webinar_id == webinar.id, Schedule.version == webinar.schedule_version
        )
    )


def list_schedules(webinar_id: int) -> list[Schedule]:
    """Return all schedule versions of a webinar, the oldest first."""
    statement = select(Schedule).where(Schedule.webinar_id == webinar_id)
    return list(reading_session().scalars(statement.order_by(Schedule.version)))


def find_times_before(webinars: Iterable[Webinar]) -> dict[int, Schedule]:
    """Return when those that were moved were to take place before, by number of the webinar.

    Only a time counts that was public, and for longer than the settle time.
    """
    moved = {
        each.id: each
        for each in webinars
        if each.schedule_version > 1 and each.state != WebinarState.DRAFT
    }
    if not moved:
        return {}
    shown = select(Schedule).where(Schedule.webinar_id.in_(moved), Schedule.public)
    rows = reading_session().scalars(shown.order_by(Schedule.webinar_id, Schedule.version)).all()
    settle = timedelta(seconds=current_settings().settle_seconds)
    found = {}
    for number, webinar in moved.items():
        versions = told_before([row for row in rows if row.webinar_id == number], settle)
        before = next((each for each in versions if not is_same_time(each, webinar)), None)
        if before is not None:
            found[number] = before
    return found


def find_time_before(webinar: Webinar) -> Schedule | None:
    """Return when a moved webinar was to take place before; None: it has not been moved."""
    return find_times_before([webinar]).get(webinar.id)


def count_readers(webinar_id: int, move_to: Times | None = None) -> dict[str, int]:
    """Return how many people a change is told to, by the language of their mails.

    Invited speakers are among them.

    :param move_to: leave out people who registered and know this time already.
    """
    people = _count_by_language(webinar_id, *() if move_to is None else (~knows(move_to),))
    return dict(count_invited(webinar_id) + Counter(people))


def count_edit_readers(webinar_id: int) -> dict[str, int]:
    """Return how many people an edit can be told to, by the language of their mails."""
    return _count_by_language(webinar_id, ~WILL_HEAR)


def _count_by_language(webinar_id: int, *conditions: ColumnElement[bool]) -> dict[str, int]:
    return count_people(Registration.webinar_id == webinar_id, LIVE, *conditions)


def count_people(*conditions: ColumnElement[bool]) -> dict[str, int]:
    """Return how many people have registrations of this kind, by the language of their mails."""
    statement = (
        select(Attendee.language, func.count())
        .select_from(Registration)
        .join(Attendee, Attendee.id == Registration.attendee_id)
        .where(*conditions)
        .group_by(Attendee.language)
        .order_by(Attendee.language)
    )
    return {row[0]: row[1] for row in reading_session().execute(statement)}


def find_departure(webinar: Webinar) -> datetime | None:
    """Return when the mails about the last move leave, while none of them has; or None."""
    return _find_departure(webinar, MessageKind.MOVED, webinar.schedule_version)


def find_edit_departure(webinar: Webinar) -> datetime | None:
    """Return when the mails about the last edit leave, while none of them has; or None."""
    return _find_departure(webinar, MessageKind.EDITED, webinar.edit_notice)


def _find_departure(webinar: Webinar, kind: MessageKind, version: int) -> datetime | None:
    about = (
        Message.kind == kind,
        Message.subject_type == Subject.REGISTRATION,
        Message.version == version,
        Message.subject_id.in_(
            select(Registration.id).where(Registration.webinar_id == webinar.id)
        ),
    )
    return departure_of(*about)


def departure_of(*about: ColumnElement[bool]) -> datetime | None:
    """Return when messages of these conditions leave, while none of them has; or None."""
    waiting = and_(Message.state == MessageState.QUEUED, Message.attempt == 0)
    if reading_session().scalar(select(exists().where(*about, ~waiting))):
        return None
    return reading_session().scalar(select(func.min(Message.due_at)).where(*about))
