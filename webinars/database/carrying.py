"""One mail for several reminders of a day: the first that is rendered carries the others.

Whoever gets a reminder has those that follow within the hour queued with it, so that there is
something to carry. What is carried is DROPPED as merged and points to its carrier, in the
transaction that freezes the carrier's mail. If that mail will never leave, the carried ones come
back to the queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from webinars.database.changed_rows import count_changed
from webinars.database.reminders import CURRENT, is_held_back, stands
from webinars.errors import WebinarsError
from webinars.models.message import DropReason, Message, MessageKind, MessageState
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar
from webinars.zones import to_local

TOGETHER = timedelta(hours=1)
"""Reminders of one person that are due less than this apart are one mail."""

_OPEN = (MessageState.QUEUED, MessageState.SENDING)
_ENDED = (MessageState.DROPPED, MessageState.EXPIRED, MessageState.FAILED)
_CARRIED = aliased(Message)


Plan: TypeAlias = tuple[Occurrence, Webinar]
"""An occurrence and its webinar."""


class CompanionsGoneError(WebinarsError):
    """A reminder that was to be carried went its own way in the meantime."""


def list_coming(session: Session, occurrence: Occurrence) -> list[Occurrence]:
    """Return what is planned close to an occurrence, for whoever gets both; held till the end.

    What another planner holds is left out: it is being queued anyway.
    """
    webinar = session.get_one(Webinar, occurrence.webinar_id)
    rows = session.execute(
        select(Occurrence, Webinar)
        .join(Webinar, Webinar.id == Occurrence.webinar_id)
        .where(
            *_beside(occurrence, webinar),
            Occurrence.state == OccurrenceState.PLANNED,
            CURRENT,
        )
        .order_by(Occurrence.due_at, Occurrence.id)
        .with_for_update(skip_locked=True, of=Occurrence)
    ).all()
    return [found for found, other in rows if _can_share(occurrence, webinar, other)]


def find_plan(session: Session, message: Message) -> Plan | None:
    """Return what a reminder belongs to; None for other kinds.

    While it is held the session need not ask for either again.
    """
    if message.kind != MessageKind.REMINDER:
        return None
    occurrence, webinar = session.execute(_PLAN, {"occurrence": message.subject_id}).one()
    return occurrence, webinar


_PLAN = (
    select(Occurrence, Webinar)
    .join(Webinar, Webinar.id == Occurrence.webinar_id)
    .where(Occurrence.id == bindparam("occurrence"))
)


def list_companions(
    session: Session, message: Message, plan: Plan | None, now: datetime
) -> list[Message]:
    """Return the reminders that the mail of this one shall speak of too.

    Of the same person, of webinars of the same series on the same day, not rendered yet; of each
    webinar the one whose moment is nearest.
    """
    if plan is None or not _is_ahead(*plan):
        return []
    occurrence, webinar = plan
    rows = session.execute(
        select(Message, Occurrence, Webinar)
        .join(Occurrence, Occurrence.id == Message.subject_id)
        .join(Webinar, Webinar.id == Occurrence.webinar_id)
        .where(
            Message.kind == MessageKind.REMINDER,
            Message.attendee_id == message.attendee_id,
            Message.recipient == message.recipient,
            Message.useful_until > now,
            *_not_rendered(),
            *_beside(occurrence, webinar),
            stands(),
            ~is_held_back(),
        )
        .order_by(Webinar.starts_at, Message.id)
    ).all()
    near = sorted(rows, key=lambda row: abs(row[1].due_at - occurrence.due_at))
    chosen: dict[int, Message] = {}
    for found, _, other in near:
        if _can_share(occurrence, webinar, other):
            chosen.setdefault(other.id, found)
    return [found for found, _, other in rows if chosen.get(other.id) is found]


def list_with_companions(session: Session, messages: Sequence[Message]) -> set[int]:
    """Return the numbers of those reminders whose person may get another one with it."""
    reminders = [each for each in messages if each.kind == MessageKind.REMINDER]
    people = [each.attendee_id for each in reminders]
    several = session.scalars(_SEVERAL, {"attendees": people}).all() if people else []
    return {each.id for each in reminders if each.attendee_id in several}


def lock(session: Session, ids: Sequence[int]) -> None:
    """Hold messages in the order of their numbers, so that two senders never block each other."""
    rows = select(Message.id).where(Message.id.in_(ids)).order_by(Message.id)
    session.execute(rows.with_for_update()).all()


def carry(session: Session, carrier_id: int, ids: Sequence[int], now: datetime) -> None:
    """Let a message carry others; they are nobody else's from now on.

    :raises CompanionsGoneError: when one of them is on its own way; roll back then.
    """
    values = {
        "state": MessageState.DROPPED,
        "reason": DropReason.MERGED,
        "carrier_id": carrier_id,
        "attempt": Message.attempt + 1,
        "owner": None,
        "settled_at": now,
    }
    if _update(session, and_(Message.id.in_(ids), *_not_rendered()), values) != len(ids):
        raise CompanionsGoneError


def carries(session: Session, message_id: int) -> bool:
    """Tell whether the mail of a message speaks of others too."""
    return bool(session.scalar(select(exists().where(_carried_by(message_id)))))


def release(session: Session, carrier_id: int) -> int:
    """Give the reminders that a message carried back to the queue; return how many."""
    return _update(session, _carried_by(carrier_id), _BACK)


def release_orphans(session: Session) -> int:
    """Give back what is carried by messages that ended without being sent; return how many."""
    carrier = aliased(Message)
    ended = select(carrier.id).where(carrier.state.in_(_ENDED))
    return _update(session, _carried_by(Message.carrier_id.in_(ended)), _BACK)


def all_carried_stand() -> ColumnElement[bool]:
    """Return the condition that everything a message carries is still true."""
    return ~_some_carried(~stands(_CARRIED))


def all_carried_useful(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return the condition that everything a message carries may still be sent."""
    return ~_some_carried(_CARRIED.useful_until <= now)


_BACK: dict[str, Any] = {
    "state": MessageState.QUEUED,
    "reason": "",
    "carrier_id": None,
    "settled_at": None,
}


def _some_carried(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            _CARRIED.carrier_id == Message.id,
            _CARRIED.reason == DropReason.MERGED,
            condition,
        )
        .correlate(Message)
    )


def _not_rendered() -> tuple[ColumnElement[bool], ...]:
    return Message.state.in_(_OPEN), Message.body.is_(None)


_SEVERAL = (
    select(Message.attendee_id)
    .where(
        Message.kind == MessageKind.REMINDER,
        Message.attendee_id.in_(bindparam("attendees", expanding=True)),
        *_not_rendered(),
    )
    .group_by(Message.attendee_id)
    .having(func.count() > 1)
)


def _carried_by(carrier: int | ColumnElement[bool]) -> ColumnElement[bool]:
    by = Message.carrier_id == carrier if isinstance(carrier, int) else carrier
    return and_(
        by,
        Message.state == MessageState.DROPPED,
        Message.reason == DropReason.MERGED,
        Message.attendee_id.is_not(None),
    )


def _beside(occurrence: Occurrence, webinar: Webinar) -> Iterable[ColumnElement[bool]]:
    """Return the condition on occurrences before the end of other webinars of the series."""
    return (
        Occurrence.audience == Audience.CONFIRMED,
        Occurrence.due_at > occurrence.due_at - TOGETHER,
        Occurrence.due_at < occurrence.due_at + TOGETHER,
        Occurrence.due_at < Webinar.ends_at,
        Webinar.series_id == webinar.series_id,
        Webinar.id != webinar.id,
    )


def _can_share(occurrence: Occurrence, webinar: Webinar, other: Webinar) -> bool:
    return _is_ahead(occurrence, webinar) and _day(other) == _day(webinar)


def _is_ahead(occurrence: Occurrence, webinar: Webinar) -> bool:
    return occurrence.audience == Audience.CONFIRMED and occurrence.due_at < webinar.ends_at


def _day(webinar: Webinar) -> Any:
    return to_local(webinar.starts_at, webinar.time_zone).date()


def _update(session: Session, condition: ColumnElement[bool], values: dict[str, Any]) -> int:
    return count_changed(session, update(Message).where(condition).values(values))
