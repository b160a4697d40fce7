"""Questions about letters to many: when they leave, and what became of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from webinars.database.engine import session
from webinars.models.letter import LetterColumns
from webinars.models.message import Message, MessageState
from webinars.queries.schedules import departure_of


def find_letter_departure(row: LetterColumns) -> datetime | None:
    """Return when its mails leave, while none of them has; or None."""
    return departure_of(*messages_of(row))


def count_letter_outcomes(row: LetterColumns) -> dict[MessageState, int]:
    """Return how many of its messages are in each state, of those states that there are."""
    statement = select(Message.state, func.count()).where(*messages_of(row))
    return {found[0]: found[1] for found in session().execute(statement.group_by(Message.state))}


def messages_of(row: LetterColumns) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on the messages that bring this letter, in its present version."""
    return (
        Message.kind == row.kind,
        Message.subject_type == row.subject,
        Message.subject_id == row.id,
        Message.version == row.version,
    )
