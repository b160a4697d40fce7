"""One mail for several reminders of a day: the first that is rendered carries the others.

What is carried is DROPPED as merged and points to its carrier, in the transaction that freezes the
carrier's mail. If that mail will never leave, the carried ones come back to the queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    and_,
    bindparam,
    exists,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from webinars.database.reminders import is_held_back, stands
from webinars.errors import WebinarsError
from webinars.models.message import DropReason, Lane, Message, MessageKind, MessageState
from webinars.models.occurrence import Occurrence
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar
from webinars.zones import to_local

TOGETHER = timedelta(hours=1)
"""Reminders of one person that are due within this time are one mail."""

_OPEN = (MessageState.QUEUED, MessageState.SENDING)
_ENDED = (MessageState.DROPPED, MessageState.EXPIRED, MessageState.FAILED)
_CARRIED = aliased(Message)


_OCCASION = (
    select(Occurrence, Webinar)
    .join(Webinar, Webinar.id == Occurrence.webinar_id)
    .where(Occurrence.id == bindparam("occurrence"))
)


class CompanionsGoneError(WebinarsError):
    """A reminder that was to be carried went its own way in the meantime."""


def list_companions(session: Session, message: Message, now: datetime) -> list[Message]:
    """Return the reminders that the mail of this one shall speak of too.

    Of the same person, of webinars of the same series on the same day, not rendered yet.
    """
    if message.kind != MessageKind.REMINDER or message.lane != Lane.REMINDER:
        return []
    occurrence, webinar = session.execute(_OCCASION, {"occurrence": message.subject_id}).one()
    if occurrence.audience != Audience.CONFIRMED:
        return []
    rows = session.execute(
        _companions(),
        {
            "attendee": message.attendee_id,
            "address": message.recipient,
            "itself": message.id,
            "earliest": message.due_at - TOGETHER,
            "latest": message.due_at + TOGETHER,
            "present": now,
            "series": webinar.series_id,
            "same_webinar": webinar.id,
        },
    )
    return [found for found, other in rows if _day(other) == _day(webinar)]


@cache
def _companions() -> Select[Message, Webinar]:
    # Put together once, because every reminder asks it.
    return (
        select(Message, Webinar)
        .join(Occurrence, Occurrence.id == Message.subject_id)
        .join(Webinar, Webinar.id == Occurrence.webinar_id)
        .where(
            Message.kind == MessageKind.REMINDER,
            Message.lane == Lane.REMINDER,
            Message.attendee_id == bindparam("attendee"),
            Message.recipient == bindparam("address"),
            Message.id != bindparam("itself"),
            Message.due_at.between(bindparam("earliest"), bindparam("latest")),
            Message.useful_until > bindparam("present"),
            *_not_rendered(),
            Occurrence.audience == Audience.CONFIRMED,
            Webinar.series_id == bindparam("series"),
            Webinar.id != bindparam("same_webinar"),
            stands(),
            ~is_held_back(),
        )
        .order_by(Webinar.starts_at, Message.id)
    )


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


def _carried_by(carrier: int | ColumnElement[bool]) -> ColumnElement[bool]:
    by = Message.carrier_id == carrier if isinstance(carrier, int) else carrier
    return and_(
        by,
        Message.state == MessageState.DROPPED,
        Message.reason == DropReason.MERGED,
        Message.attendee_id.is_not(None),
    )


def _day(webinar: Webinar) -> Any:
    return to_local(webinar.starts_at, webinar.time_zone).date()


def _update(session: Session, condition: ColumnElement[bool], values: dict[str, Any]) -> int:
    statement = update(Message).where(condition).values(values)
    result = session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
