"""When a reminder of a webinar is due, and until when it may still be sent.

Minutes are elapsed time, counted in UTC. Days are wall-clock time in the webinar's zone: what the
clocks leave out goes to the next minute, of two equal times the first is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from webinars.rules.recordings import last_moment
from webinars.rules.wall_times import first_existing
from webinars.zones import to_local, to_utc

FOLLOW_UP_LASTS = timedelta(days=7)
"""So long a mail after the end of a webinar is useful."""

_START, RECORDING = "start", "recording"


class Rule(Protocol):
    """What is needed of a rule to tell its times."""

    @property
    def anchor(self) -> str:
        """``start``, ``end``, or an event whose moment is not known beforehand."""

    @property
    def offset_minutes(self) -> int | None:
        """Elapsed minutes from the anchor; None: it counts days."""

    @property
    def offset_days(self) -> int | None:
        """Calendar days from the anchor's date; None: it counts minutes."""

    @property
    def at_time(self) -> str | None:
        """Wall-clock time ``HH:MM`` of that day; None: that of the anchor."""

    @property
    def audience(self) -> str:
        """Whom it goes to."""

    @property
    def useful_minutes(self) -> int | None:
        """Minutes for which it stays useful; None: the default of its kind."""


class Dated(Protocol):
    """What is needed of a webinar to tell the times of its reminders."""

    @property
    def starts_at(self) -> datetime:
        """First moment."""

    @property
    def ends_at(self) -> datetime:
        """Moment after the last."""

    @property
    def time_zone(self) -> str:
        """Name of its zone."""

    @property
    def recording_due_at(self) -> datetime | None:
        """When those who wait for the recording are told; None: there is none."""

    @property
    def recording_until(self) -> date | None:
        """The last day on which it can be watched; None: that is not known."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """From when to when a reminder may be sent."""

    due_at: datetime
    useful_until: datetime


def due_time(rule: Rule, webinar: Dated) -> datetime | None:
    """Return when a reminder is due; None when that hangs on an event that has no moment yet."""
    moment = _anchor(rule, webinar)
    if moment is None:
        return None
    if rule.offset_days is None:
        return moment + timedelta(minutes=rule.offset_minutes or 0)
    if rule.offset_days == 0 and rule.at_time is None:
        return moment
    local = to_local(moment, webinar.time_zone)
    day = local.date() + timedelta(days=rule.offset_days)
    at = local.time() if rule.at_time is None else time.fromisoformat(rule.at_time)
    return _instant(datetime.combine(day, at.replace(fold=0)), webinar.time_zone)


def window_of(rule: Rule, webinar: Dated, others: Iterable[Rule]) -> Window | None:
    """Return from when to when a reminder may be sent; None when its moment is not known yet.

    :param others: the rules that hold for the webinar; this one may be among them.
    """
    due = due_time(rule, webinar)
    if due is None:
        return None
    if rule.useful_minutes is None:
        until = _default_end(rule, due, webinar, others)
    else:
        until = due + timedelta(minutes=rule.useful_minutes)
    if _says_tomorrow(rule, due, webinar):
        until = min(until, _midnight(webinar))
    if rule.anchor == RECORDING:
        until = min(until, last_moment(webinar) or until)
    return Window(due_at=due, useful_until=until)


def recording_told_at(webinar: Dated) -> datetime | None:
    """Return when those who wait for the recording are told; None: there is none yet."""
    entered = webinar.recording_due_at
    return None if entered is None else max(entered, webinar.ends_at)


def _anchor(rule: Rule, webinar: Dated) -> datetime | None:
    if rule.anchor == RECORDING:
        return recording_told_at(webinar)
    return webinar.starts_at if rule.anchor == _START else webinar.ends_at


def _default_end(rule: Rule, due: datetime, webinar: Dated, others: Iterable[Rule]) -> datetime:
    if due >= webinar.ends_at:
        return due + FOLLOW_UP_LASTS
    if due >= webinar.starts_at:
        return webinar.ends_at
    following = (due_time(other, webinar) for other in others if other.audience == rule.audience)
    return min(
        (each for each in following if each is not None and due < each < webinar.starts_at),
        default=webinar.starts_at,
    )


def _says_tomorrow(rule: Rule, due: datetime, webinar: Dated) -> bool:
    """Tell whether a reminder belongs to the day before; one an hour before midnight does not."""
    if rule.offset_days is None and webinar.starts_at - due < timedelta(hours=12):
        return False
    eve = to_local(webinar.starts_at, webinar.time_zone).date() - timedelta(days=1)
    return to_local(due, webinar.time_zone).date() == eve


def _midnight(webinar: Dated) -> datetime:
    """Return when the day of the webinar begins in its zone."""
    day = to_local(webinar.starts_at, webinar.time_zone).date()
    return _instant(datetime.combine(day, time()), webinar.time_zone)


def _instant(local: datetime, zone: str) -> datetime:
    return to_utc(first_existing(local, zone), zone)
