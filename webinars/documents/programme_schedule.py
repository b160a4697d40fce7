"""When the webinars of a programme file take place: from what it says to instants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask_babel import get_locale, gettext

from webinars.documents.programme_mistakes import Mistakes
from webinars.formats import time_of_day
from webinars.models.webinar import Webinar
from webinars.rules.programme import (
    BeforeStart,
    Bound,
    InDays,
    InMinutes,
    Moment,
    OnDate,
    Schedule,
    WebinarEntry,
)
from webinars.rules.wall_times import (
    before,
    neighbours,
    on_working_day,
    wall_time,
    whole_minute,
)
from webinars.steps.programme_webinars import schedule_of
from webinars.zones import exists, occurs_twice, to_utc


class _Wall(NamedTuple):
    local: datetime
    fold: int


def plan_schedules(
    entries: Iterable[WebinarEntry],
    webinars: Mapping[str, Webinar],
    mistakes: Mistakes,
    *,
    now: datetime,
) -> dict[str, Schedule]:
    """Return when webinars take place, by key; where the file is wrong about one it is missing.

    :param webinars: those stored, by key.
    """
    planned = {}
    for entry in entries:
        row = webinars.get(entry.key)
        stored = None if row is None else schedule_of(row)
        schedule = plan_schedule(entry, stored, mistakes, now=now)
        if schedule is not None:
            planned[entry.key] = schedule
    return planned


def plan_schedule(
    entry: WebinarEntry, stored: Schedule | None, mistakes: Mistakes, *, now: datetime
) -> Schedule | None:
    """Return when a webinar takes place, or None when the file is wrong about it.

    :param stored: the schedule it has; what counts from loading does not move a known webinar.
    """
    if entry.start is None or not entry.time_zone or not entry.duration_minutes:
        return None
    wall = _start(entry.start, entry.time_zone, stored, mistakes, now)
    if wall is None:
        return None
    starts_at = to_utc(wall.local, entry.time_zone, wall.fold)
    bounds = {
        name: _bound(entry, name, bound, known, wall, mistakes, now)
        for name, bound, known in (
            ("opens", entry.opens, stored.opens_at if stored else None),
            ("closes", entry.closes, stored.closes_at if stored else None),
        )
    }
    schedule = Schedule(
        local_start=wall.local,
        fold=wall.fold,
        time_zone=entry.time_zone,
        duration_minutes=entry.duration_minutes,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=entry.duration_minutes),
        opens_at=bounds["opens"],
        closes_at=bounds["closes"],
    )
    _check_order(entry, schedule, mistakes)
    return schedule


def _start(
    moment: Moment, zone: str, stored: Schedule | None, mistakes: Mistakes, now: datetime
) -> _Wall | None:
    if stored is None or isinstance(moment, OnDate):
        return _wall(moment, zone, mistakes, now)
    if stored.time_zone == zone:
        return _Wall(stored.local_start, stored.fold)
    return _Wall(*wall_time(stored.starts_at, zone))


def _wall(moment: Moment, zone: str, mistakes: Mistakes, now: datetime) -> _Wall | None:
    if isinstance(moment, InMinutes):
        return _Wall(*wall_time(whole_minute(now + timedelta(minutes=moment.minutes)), zone))
    fold: int | None = 0
    if isinstance(moment, InDays):
        local = on_working_day(now, moment.days, moment.at, zone)
    else:
        local, fold = datetime.combine(moment.date, moment.at), moment.fold
    sentence = _wrong_clock(local, fold, zone)
    if sentence:
        mistakes.add(moment.place, sentence)
        return None
    return _Wall(local, fold or 0)


def _wrong_clock(local: datetime, fold: int | None, zone: str) -> str:
    """Return why this wall-clock time cannot be meant, or the empty text."""
    if not exists(local, zone):
        earlier, later = neighbours(local, zone)
        return gettext(
            "%(time)s does not exist on this day, because the clocks go forward."
            " Choose %(before)s or %(after)s.",
            time=_clock(local),
            before=_clock(earlier),
            after=_clock(later),
        )
    twice = occurs_twice(local, zone)
    if twice and fold is None:
        question = gettext(
            "%(time)s occurs twice on this day. Do you mean the first (summer time) or the second"
            " (winter time)?",
            time=_clock(local),
        )
        answer = gettext("Write fold: 0 for the first or fold: 1 for the second.")
        return f"{question} {answer}"
    if fold == 1 and not twice:
        return gettext("%(time)s occurs only once on this day: delete fold.", time=_clock(local))
    return ""


def _clock(local: datetime) -> str:
    locale = get_locale()
    language = locale.language if locale else "en"
    return time_of_day(local.replace(tzinfo=UTC), "UTC", language)


def _bound(
    entry: WebinarEntry,
    name: str,
    bound: Bound | None,
    stored: datetime | None,
    start: _Wall,
    mistakes: Mistakes,
    now: datetime,
) -> datetime | None:
    """Return when registration opens or closes; None: at once, or at the end."""
    if name not in entry.says:
        return stored
    if bound is None:
        return None
    if isinstance(bound, BeforeStart):
        if bound.days is not None:
            return before(start.local, entry.time_zone, bound.days, bound.at)
        starts_at = to_utc(start.local, entry.time_zone, start.fold)
        return starts_at - timedelta(minutes=bound.minutes or 0)
    if stored is not None and not isinstance(bound, OnDate):
        return stored
    wall = _wall(bound, entry.time_zone, mistakes, now)
    return None if wall is None else to_utc(wall.local, entry.time_zone, wall.fold)


def _check_order(entry: WebinarEntry, schedule: Schedule, mistakes: Mistakes) -> None:
    opens, closes = schedule.opens_at, schedule.closes_at
    if closes is not None and closes > schedule.ends_at:
        place = entry.closes.place if entry.closes else entry.place
        mistakes.add(place, gettext("Registration cannot close after the webinar has ended."))
    if opens is not None and opens >= (closes or schedule.ends_at):
        place = entry.opens.place if entry.opens else entry.place
        mistakes.add(place, gettext("Registration must open before it closes."))


def moved(one: Schedule, other: Schedule) -> bool:
    """Tell whether a webinar takes place at another time, in another zone or for another while."""
    return _shape(one) != _shape(other)


def _shape(schedule: Schedule) -> tuple[datetime, int, str, int]:
    return (
        schedule.local_start,
        schedule.fold,
        schedule.time_zone,
        schedule.duration_minutes,
    )
