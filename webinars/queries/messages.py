"""Questions about messages: what waits, what became of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar
from webinars.queries.joined import find_joined_at, written_since
from webinars.queries.message_webinars import about_webinar
from webinars.settings import current_settings
from webinars.text import clean_address
from webinars.tokens import address_hash

_WITH_LINKS = (Subject.REGISTRATION, Subject.OCCURRENCE)

PAGE = 50
"""Messages on one page of a list."""


@dataclass(frozen=True, kw_only=True)
class MessageFilter:
    """Which messages are wanted; None asks for all."""

    state: MessageState | None = None
    kind: MessageKind | None = None
    webinar: str | None = None
    """Key of a webinar."""
    recipient: str | None = None
    """Address in full; found by its keyed hash, after an erasure too."""
    to_people: bool = False
    """Only what goes to people who register, nothing that goes to organisers."""
    reader: Organiser | None = None
    """Of the team that reads about the webinar; None: whoever runs the service."""


def find_oldest_due(now: datetime) -> datetime | None:
    """Return since when the longest waiting message is due; None when none is."""
    return session().scalar(select(func.min(Message.due_at)).where(*waiting(now)))


def has_former_address(message: Message) -> bool:
    """Tell whether a mail with links of a person would go to a mailbox used before."""
    if message.attendee_id is None or message.subject_type not in _WITH_LINKS:
        return False
    present = select(Attendee.recipient_hash).where(Attendee.id == message.attendee_id)
    return session().scalar(present) != message.recipient_hash


def waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the condition of messages that should be on their way by now."""
    useful = or_(Message.useful_until.is_(None), Message.useful_until > now)
    return (Message.state == MessageState.QUEUED, Message.due_at <= now, useful)


def count_by_lane() -> list[tuple[MessageState, int, int]]:
    """Return state, lane and number of all messages, in this order."""
    statement = (
        select(Message.state, Message.lane, func.count())
        .group_by(Message.state, Message.lane)
        .order_by(Message.state, Message.lane)
    )
    return [(state, lane, number) for state, lane, number in session().execute(statement)]


def count_messages(wanted: MessageFilter) -> int:
    """Return how many messages the filter finds; raises NotFoundError without such a webinar."""
    counted = select(func.count()).select_from(Message).where(*_conditions(wanted))
    return session().scalar(counted) or 0


def list_messages(wanted: MessageFilter, page: int = 1) -> list[Message]:
    """Return one page of what the filter finds, the newest first.

    :raises NotFoundError: when there is no such webinar.
    """
    statement: Select[Any] = select(Message).where(*_conditions(wanted))
    newest = statement.order_by(Message.id.desc())
    return list(session().scalars(newest.limit(PAGE).offset((page - 1) * PAGE)))


def count_outcomes(wanted: MessageFilter) -> dict[MessageState, int]:
    """Return how many of these messages are in each state, of those states that there are."""
    statement = select(Message.state, func.count()).where(*_conditions(wanted))
    return {row[0]: row[1] for row in session().execute(statement.group_by(Message.state))}


def count_undecided(webinar_ids: Collection[int]) -> dict[int, int]:
    """Return how many messages to people have an unknown outcome, by webinar that has any.

    :param webinar_ids: only of webinars that the organiser may see.
    """
    statement = (
        select(Webinar.id, func.count())
        .join(Message, about_webinar(lambda number: number == Webinar.id))
        .where(
            Webinar.id.in_(webinar_ids),
            Message.state == MessageState.UNCERTAIN,
            Message.subject_type.in_(_TO_PEOPLE),
        )
        .group_by(Webinar.id)
    )
    return {row[0]: row[1] for row in session().execute(statement)}


def get_message_about(organiser: Organiser, webinar: Webinar, number: int) -> Message:
    """Return a message to somebody who registered for this webinar; raises NotFoundError."""
    conditions = _conditions(MessageFilter(webinar=webinar.key, to_people=True, reader=organiser))
    found = session().scalar(select(Message).where(Message.id == number, *conditions))
    if found is None:
        raise NotFoundError(str(number))
    return found


def get_message(number: int) -> Message:
    """Return a message; raises NotFoundError."""
    found = session().get(Message, number)
    if found is None:
        raise NotFoundError(str(number))
    return found


_TO_PEOPLE = (
    Subject.SIGNUP,
    Subject.REGISTRATION,
    Subject.OCCURRENCE,
    Subject.ANNOUNCEMENT,
)
"""What messages to people who register for a webinar are about."""


def _conditions(wanted: MessageFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(Message.state == wanted.state)
    if wanted.kind is not None:
        conditions.append(Message.kind == wanted.kind)
    if wanted.recipient is not None:
        key = current_settings().address_key
        hashed = address_hash(key, clean_address(wanted.recipient))
        conditions.append(Message.recipient_hash == hashed)
    if wanted.to_people:
        conditions.append(Message.subject_type.in_(_TO_PEOPLE))
    if wanted.webinar is not None:
        webinar = session().scalar(select(Webinar).where(Webinar.key == wanted.webinar))
        if webinar is None:
            raise NotFoundError(wanted.webinar)
        conditions.append(about_webinar(lambda row: row == webinar.id))
        if wanted.reader is not None:
            conditions.append(written_since(webinar, find_joined_at(wanted.reader, webinar)))
    return conditions
