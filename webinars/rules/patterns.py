"""Dates of a series by a pattern: the same weekday, again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from webinars.rules.moves import NewTime
from webinars.rules.wall_times import first_existing

MOST_DATES = 52
"""Dates of one pattern: a year of weeks."""

_LOOKED_AT = 2 * MOST_DATES
"""Dates after which a pattern ends, however many of them are left out."""

_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """When the webinars of a series take place; the first date says on which weekday."""

    first: date
    last: date | None
    """No date after it; None: only the count ends the pattern."""
    count: int | None
    """So many dates that are not left out; None: only the last day ends the pattern."""
    weeks: int
    """From one date to the next; 0: once a month."""
    at_end: bool = False
    """Once a month: on the last such weekday, whichever the first date is."""


def dates_of(pattern: Pattern, is_left_out: Callable[[date], bool]) -> list[date]:
    """Return the dates of a pattern, those left out too; one kept date too many shows the excess.

    :param is_left_out: tells whether a date does not count, such as a public holiday.
    """
    found, kept = [], 0
    most = MOST_DATES + 1 if pattern.count is None else min(pattern.count, MOST_DATES + 1)
    for number, day in enumerate(_days(pattern)):
        if kept >= most or number >= _LOOKED_AT:
            break
        found.append(day)
        kept += not is_left_out(day)
    return found


def time_on(day: date, first: NewTime) -> NewTime:
    """Return the time on another day at which the clocks show the same as at the first one."""
    if day == first.local_start.date():
        return first
    local = first_existing(datetime.combine(day, first.local_start.time()), first.time_zone)
    return NewTime(
        local_start=local,
        time_zone=first.time_zone,
        fold=0,
        duration_minutes=first.duration_minutes,
    )


def _days(pattern: Pattern) -> Iterator[date]:
    days = _by_weeks(pattern.first, pattern.weeks) if pattern.weeks else _by_months(pattern)
    last = pattern.last
    return takewhile(lambda day: last is None or day <= last, days)


def _by_weeks(first: date, weeks: int) -> Iterator[date]:
    day = first
    while True:
        yield day
        day += weeks * _WEEK


def _by_months(pattern: Pattern) -> Iterator[date]:
    first = pattern.first
    week = 5 if pattern.at_end else (first.day - 1) // 7 + 1
    month = first.replace(day=1)
    while True:
        day = month + timedelta(days=(first.weekday() - month.weekday()) % 7) + (week - 1) * _WEEK
        # Not every month has a fifth Thursday: the last one stands for it.
        day -= _WEEK if day.month != month.month else timedelta(0)
        if day >= first:
            yield day
        month = (month + timedelta(days=31)).replace(day=1)
