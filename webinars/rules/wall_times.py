"""Wall-clock times: made from what people say, and those that a change of the clocks leaves out."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from webinars.zones import exists, to_local, to_utc

_MINUTE = timedelta(minutes=1)


def wall_time(instant: datetime, zone: str) -> tuple[datetime, int]:
    """Return what the clocks of a zone show at an instant (naive), and its fold."""
    local = to_local(instant, zone)
    return local.replace(tzinfo=None, fold=0), local.fold


def whole_minute(instant: datetime) -> datetime:
    """Return the instant, rounded up to the whole minute."""
    floor = instant.replace(second=0, microsecond=0)
    return floor if floor == instant else floor + _MINUTE


def on_working_day(now: datetime, days: int, at: time, zone: str) -> datetime:
    """Return the wall-clock time so many days from now in a zone; at weekends the Monday after."""
    day = to_local(now, zone).date() + timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, at)


def neighbours(local: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the last wall-clock minute before the gap around ``local``, and the first after."""
    return _nearest(local, zone, -_MINUTE), _nearest(local, zone, _MINUTE)


def first_existing(local: datetime, zone: str) -> datetime:
    """Return this wall-clock time, or the next that the clocks show."""
    return local if exists(local, zone) else _nearest(local, zone, _MINUTE)


def before(start: datetime, zone: str, days: int, at: time | None) -> datetime:
    """Return the instant so many calendar days before a wall-clock start, at its time or another.

    A time that the clocks leave out goes to the next minute, of two equal ones the first is taken.
    """
    day = start.date() - timedelta(days=days)
    local = datetime.combine(day, start.time() if at is None else at)
    return to_utc(first_existing(local, zone), zone)


def _nearest(local: datetime, zone: str, step: timedelta) -> datetime:
    while not exists(local, zone):
        local += step
    return local
