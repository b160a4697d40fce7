"""Short dates on pages: those far away carry their year."""

from __future__ import annotations

from datetime import datetime, timedelta

from webinars import clock, formats

FAR = timedelta(days=180)
"""From here on a day without its year could be one of another year."""


def date_short(instant: datetime, zone: str, language: str, *, year: bool = False) -> str:
    """Return the day as ``Thu 3 Dec``, with its year when that is far away or asked for."""
    return formats.date_short(instant, zone, language, year=year or _is_far(instant))


def when_short(instant: datetime, zone: str, language: str) -> str:
    """Return day and time as ``Thu 3 Dec, 14:00``, with the year of a day far away."""
    return formats.when_short(instant, zone, language, year=_is_far(instant))


def _is_far(instant: datetime) -> bool:
    return abs(instant - clock.now()) >= FAR
