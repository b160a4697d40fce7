"""Moving a webinar: its new time, and which of its times have been told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

from webinars.errors import Refusal
from webinars.rules.wall_times import first_existing, wall_time
from webinars.zones import to_utc


class Times(Protocol):
    """From when to when something takes place, and on whose clocks."""

    @property
    def starts_at(self) -> datetime:
        """First moment."""

    @property
    def ends_at(self) -> datetime:
        """Moment after the last."""

    @property
    def time_zone(self) -> str:
        """IANA name of the zone."""


class Announced(Times, Protocol):
    """A time, and whether it is public."""

    @property
    def state(self) -> str:
        """``published``, or something else."""


class Version(Times, Protocol):
    """The times of one schedule version."""

    @property
    def created_at(self) -> datetime:
        """Since when it holds."""


class Kept(Times, Protocol):
    """The times of a schedule version together with what its clocks were to show."""

    @property
    def local_start(self) -> datetime:
        """Naive; zone data may have changed since it was told."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """From when to when, and on whose clocks."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str


Held = TypeVar("Held", bound=Version)


@dataclass(frozen=True, kw_only=True)
class NewTime:
    """A time to move to: what the clocks of a zone show."""

    local_start: datetime
    """Naive, and one that exists."""
    time_zone: str
    fold: int
    """1: the second of two equal wall-clock times in autumn."""
    duration_minutes: int

    @property
    def starts_at(self) -> datetime:
        """First moment."""
        return to_utc(self.local_start, self.time_zone, self.fold)

    @property
    def ends_at(self) -> datetime:
        """Moment after the last."""
        return self.starts_at + timedelta(minutes=self.duration_minutes)


def refusal_of(webinar: Announced, now: datetime) -> Refusal | None:
    """Return why a webinar can be neither moved nor cancelled, nor an edit told; or None."""
    if webinar.state != "published":
        return Refusal.NOT_PUBLISHED
    return Refusal.UNDER_WAY if webinar.starts_at <= now else None


def refusal_of_time(webinar: Times, time: NewTime, now: datetime) -> Refusal | None:
    """Return why a webinar cannot be moved to this time; or None."""
    if time.starts_at <= now:
        return Refusal.PAST
    return Refusal.SAME if is_same_time(webinar, time) else None


def time_of(times: Times) -> NewTime:
    """Return the time of a schedule version, to move back to it."""
    local, fold = wall_time(times.starts_at, times.time_zone)
    minutes = (times.ends_at - times.starts_at) // timedelta(minutes=1)
    return NewTime(
        local_start=local, time_zone=times.time_zone, fold=fold, duration_minutes=minutes
    )


def shifted(kept: Kept, by: timedelta) -> NewTime:
    """Return the time that the clocks show so much later; one they leave out goes to the next."""
    return NewTime(
        local_start=first_existing(kept.local_start + by, kept.time_zone),
        time_zone=kept.time_zone,
        fold=0,
        duration_minutes=(kept.ends_at - kept.starts_at) // timedelta(minutes=1),
    )


def is_same_time(one: Times, other: Times) -> bool:
    """Tell whether two times are the same for everybody who attends."""
    return (one.starts_at, one.ends_at, one.time_zone) == (
        other.starts_at,
        other.ends_at,
        other.time_zone,
    )


def as_told(kept: Kept) -> Span:
    """Return the span in which the clocks of today show what was told, whatever zone data said."""
    local, _ = wall_time(kept.starts_at, kept.time_zone)
    shift = kept.local_start - local
    return Span(
        starts_at=kept.starts_at + shift, ends_at=kept.ends_at + shift, time_zone=kept.time_zone
    )


def keeps_clock(one: Kept, other: Kept) -> bool:
    """Tell whether two times differ in their moment alone: new zone data moved it."""
    return not is_same_time(one, other) and as_told(one) == as_told(other)


def told_before(versions: Sequence[Held], settle: timedelta) -> list[Held]:
    """Return the versions before the present one that held until people were told, newest first.

    A version that was replaced within the settle time has reached nobody.

    :param versions: all of a webinar, the oldest first.
    """
    kept = [
        version
        for version, following in pairwise(versions)
        if version is versions[0] or following.created_at - version.created_at >= settle
    ]
    return kept[::-1]
