"""Questions about messages: what waits, what became of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from webinars.database.engine import session
from webinars.models.message import Message, MessageState


def find_oldest_due(now: datetime) -> datetime | None:
    """Return since when the longest waiting message is due; None when none is."""
    return session().scalar(select(func.min(Message.due_at)).where(*waiting(now)))


def waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the condition of messages that should be on their way by now."""
    useful = or_(Message.useful_until.is_(None), Message.useful_until > now)
    return (Message.state == MessageState.QUEUED, Message.due_at <= now, useful)


def count_messages() -> list[tuple[MessageState, int, int]]:
    """Return state, lane and number of all messages, in this order."""
    statement = (
        select(Message.state, Message.lane, func.count())
        .group_by(Message.state, Message.lane)
        .order_by(Message.state, Message.lane)
    )
    return [(state, lane, number) for state, lane, number in session().execute(statement)]
