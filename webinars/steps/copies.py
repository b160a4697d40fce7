"""Copying a webinar to another time: all of its programme, nothing of its people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.languages import Texts, pick
from webinars.models.base import Base
from webinars.models.host import KEY_LENGTH
from webinars.models.own_words import OwnWords
from webinars.models.question import Question
from webinars.models.reminder import Reminder
from webinars.models.webinar import AgendaItem, Speaker, Webinar, WebinarState
from webinars.queries.questions import list_questions
from webinars.rules.keys import free_key, key_from
from webinars.rules.moves import NewTime
from webinars.rules.wall_times import first_existing
from webinars.steps.schedules import keep_schedule
from webinars.zones import to_local, to_utc

_COPIED = (
    "titles",
    "teasers",
    "descriptions",
    "takeaways",
    "icon",
    "capacity",
    "waiting_list",
    "offer_hours",
    "approval",
    "spoken_languages",
    "recording",
)
"""Columns that a copy shares; the way into the meeting belongs to one date alone."""

_DATE_LENGTH = len("-2027-02-04")


def copy_webinar(
    session: Session, original: Webinar, time: NewTime, *, titles: Texts, now: datetime
) -> Webinar:
    """Create a draft at another time that is announced in the same words and asks the same.

    :param titles: empty: those of the original.
    """
    columns = {name: getattr(original, name) for name in _COPIED}
    columns["titles"] = titles or original.titles
    window = {
        name: as_long_before(getattr(original, name), original, time)
        for name in ("opens_at", "closes_at")
    }
    row = add_draft(session, time, {**columns, **window, "series_id": original.series_id}, now=now)
    row.hosts, row.topics = list(original.hosts), list(original.topics)
    row.agenda = [_twin(AgendaItem, each) for each in original.agenda]
    row.speakers = [_twin(Speaker, each) for each in original.speakers]
    row.reminders = [_twin(Reminder, each) for each in original.reminders]
    session.flush()
    _copy_questions(session, original, row)
    _copy_own_words(session, original, row)
    return row


def add_draft(
    session: Session, time: NewTime, columns: dict[str, Any], *, now: datetime
) -> Webinar:
    """Create a draft at a time, with a key of its title and its date."""
    row = Webinar(
        key=_key(session, columns["titles"], time.local_start.date()),
        state=WebinarState.DRAFT,
        local_start=time.local_start,
        time_zone=time.time_zone,
        fold=time.fold,
        duration_minutes=time.duration_minutes,
        starts_at=time.starts_at,
        ends_at=time.ends_at,
        changed_at=now,
        **columns,
    )
    session.add(row)
    keep_schedule(session, row, now=now)
    return row


def as_long_before(moment: datetime | None, original: Webinar, time: NewTime) -> datetime | None:
    """Return the moment that lies as far from the new start, by the clocks on the walls of each."""
    if moment is None:
        return None
    local = to_local(moment, original.time_zone).replace(tzinfo=None)
    moved = (local + (time.local_start - original.local_start)).replace(second=0, microsecond=0)
    found = to_utc(first_existing(moved, time.time_zone), time.time_zone)
    return min(found, time.starts_at + timedelta(minutes=time.duration_minutes))


def _key(session: Session, titles: Texts, day: date) -> str:
    suggested = key_from(pick(titles, "en"), KEY_LENGTH - _DATE_LENGTH) or "webinar"
    return free_key(f"{suggested}-{day.isoformat()}", set(session.scalars(select(Webinar.key))))


def _twin(model: type[Any], row: Base, *without: str) -> Any:
    """Return a new row with the same values, of nobody yet."""
    left_out = {"id", "webinar_id", *without}
    names: Iterable[str] = model.__table__.columns.keys()
    return model(**{name: getattr(row, name) for name in names if name not in left_out})


def _copy_own_words(session: Session, original: Webinar, row: Webinar) -> None:
    said = select(OwnWords).where(OwnWords.webinar_id == original.id)
    for each in session.scalars(said).all():
        twin = _twin(OwnWords, each)
        twin.webinar_id = row.id
        session.add(twin)


def _copy_questions(session: Session, original: Webinar, row: Webinar) -> None:
    asked = list_questions([original])
    twins = {each.id: _twin(Question, each, "condition_id") for each in asked}
    for twin in twins.values():
        twin.webinar_id = row.id
        session.add(twin)
    session.flush()
    for each in asked:
        before = twins.get(each.condition_id or 0)
        twins[each.id].condition_id = None if before is None else before.id
