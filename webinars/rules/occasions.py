"""Which words a reminder uses: by how far away the webinar is when the mail is written."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from webinars.zones import to_local

SOON = timedelta(minutes=90)
"""From so long before the start only the time is named."""

_ABOUT_AN_HOUR = (timedelta(minutes=50), timedelta(minutes=70))


class Occasion(StrEnum):
    """What a reminder says of the distance; words that are not true for both sides are dropped."""

    WEEK = "week"
    DAYS = "days"
    TOMORROW = "tomorrow"
    NEXT_DAY = "next-day"
    HOUR = "hour"
    SOON = "soon"
    STARTING = "starting"
    OVER = "over"


def occasion_at(
    now: datetime,
    span: tuple[datetime, datetime],
    zones: tuple[str, str],
    open_for: timedelta,
) -> Occasion:
    """Return which words are true at this moment.

    :param span: start and end of the webinar.
    :param zones: the webinar's and the recipient's; “tomorrow” has to be true in both.
    :param open_for: so long before the start the way in is open.
    """
    starts_at, ends_at = span
    if now >= ends_at:
        return Occasion.OVER
    lead = starts_at - now
    if lead <= open_for:
        return Occasion.STARTING
    if lead <= SOON:
        nearly = _ABOUT_AN_HOUR[0] <= lead <= _ABOUT_AN_HOUR[1]
        return Occasion.HOUR if nearly else Occasion.SOON
    return _by_days({_days_between(now, starts_at, zone) for zone in zones})


def _by_days(days: set[int]) -> Occasion:
    words = {0: Occasion.SOON, 1: Occasion.TOMORROW, 7: Occasion.WEEK}
    if len(days) == 1 and (only := next(iter(days))) in words:
        return words[only]
    return Occasion.NEXT_DAY if min(days) <= 1 else Occasion.DAYS


def _days_between(now: datetime, then: datetime, zone: str) -> int:
    return (to_local(then, zone).date() - to_local(now, zone).date()).days
