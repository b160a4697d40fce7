"""Everybody who gets a reminder of a webinar, each with all of theirs; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Subquery, func, select, union

from webinars.database.engine import session
from webinars.models.attendee import Attendee
from webinars.models.reminder import Audience
from webinars.models.webinar import SpeakerDesk
from webinars.queries.timelines import Entry, Reader, reader_of


@dataclass(frozen=True, kw_only=True)
class Post:
    """Somebody and the reminders that this person gets."""

    reader: Reader
    entries: list[Entry]
    """In the order in which they were given."""


def count_post(entries: Iterable[Entry]) -> int:
    """Return how many people get at least one of these reminders, speakers left out."""
    numbers = _numbers(_known(entries, speakers=False), Attendee)
    return (
        0 if numbers is None else session().scalar(select(func.count()).select_from(numbers)) or 0
    )


def list_post(entries: Iterable[Entry], *, skip: int, limit: int) -> list[Post]:
    """Return a part of the people who get any of these reminders, by address."""
    return _list(_known(entries, speakers=False), Attendee, skip, limit)


def list_speakers_post(entries: Iterable[Entry]) -> list[Post]:
    """Return the speakers who get any of these reminders, by address."""
    return _list(_known(entries, speakers=True), SpeakerDesk, 0, None)


def _known(entries: Iterable[Entry], *, speakers: bool) -> list[Entry]:
    """Return the reminders to these readers of which one can tell who gets them."""
    return [
        entry
        for entry in entries
        if entry.people is not None and (entry.audience == Audience.SPEAKERS) == speakers
    ]


def _list(entries: Sequence[Entry], kind: Any, skip: int, limit: int | None) -> list[Post]:
    numbers = _numbers(entries, kind)
    if numbers is None:
        return []
    wanted = select(kind).where(kind.id.in_(select(numbers.c.id)))
    ordered = wanted.order_by(kind.email, kind.id).offset(skip).limit(limit)
    rows = list(session().scalars(ordered))
    shown = [row.id for row in rows]
    getting = [(entry, _of(entry, kind, shown)) for entry in entries]
    return [
        Post(
            reader=reader_of(row),
            entries=[entry for entry, numbers_of in getting if row.id in numbers_of],
        )
        for row in rows
    ]


def _numbers(entries: Sequence[Entry], kind: Any) -> Subquery | None:
    asked = [
        entry.people.with_only_columns(kind.id.label("id")).order_by(None)
        for entry in entries
        if entry.people is not None
    ]
    return union(*asked).subquery() if asked else None


def _of(entry: Entry, kind: Any, shown: Sequence[int]) -> frozenset[int]:
    """Return which of those shown get this reminder."""
    if entry.people is None:
        return frozenset()
    statement = entry.people.where(kind.id.in_(shown)).with_only_columns(kind.id)
    return frozenset(session().scalars(statement))
