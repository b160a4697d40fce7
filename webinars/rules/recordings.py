"""Whether the public can watch the recording of a webinar, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from webinars.rules.wall_times import first_existing
from webinars.zones import to_utc


class Limited(Protocol):
    """What is needed of a webinar to tell until when its recording is there."""

    @property
    def time_zone(self) -> str:
        """Name of its zone."""

    @property
    def recording_until(self) -> date | None:
        """The last day on which it can be watched; None: that is not known."""


class Recorded(Limited, Protocol):
    """What else is needed of it."""

    @property
    def state(self) -> str:
        """``draft``, ``published`` or ``cancelled``."""

    @property
    def starts_at(self) -> datetime:
        """First moment."""

    @property
    def ends_at(self) -> datetime:
        """Moment after the last."""

    @property
    def recording_url(self) -> str:
        """Where it can be watched; empty: nowhere."""


@dataclass(frozen=True)
class RecordingDetails:
    """What the hosts enter of a recording."""

    url: str = ""
    """Empty: there is none."""
    until: date | None = None


def details_of(webinar: Recorded) -> RecordingDetails:
    """Return what has been entered of the recording of a webinar."""
    return RecordingDetails(webinar.recording_url, webinar.recording_until)


def may_have_recording(webinar: Recorded, now: datetime) -> bool:
    """Tell whether a recording can be entered: the webinar is online and has begun."""
    return webinar.state == "published" and webinar.starts_at <= now


def last_moment(webinar: Limited) -> datetime | None:
    """Return the last second in which the recording can be watched; None: that is not known."""
    if webinar.recording_until is None:
        return None
    following = datetime.combine(webinar.recording_until + timedelta(days=1), time())
    midnight = to_utc(first_existing(following, webinar.time_zone), webinar.time_zone)
    return midnight - timedelta(seconds=1)


def is_watchable(webinar: Recorded, now: datetime) -> bool:
    """Tell whether everybody can watch the recording: the webinar is over, its last day is not."""
    held = webinar.state == "published" and webinar.ends_at <= now
    return held and bool(webinar.recording_url) and not has_expired(webinar, now)


def has_expired(webinar: Limited, now: datetime) -> bool:
    """Tell whether the last day of the recording is over."""
    last = last_moment(webinar)
    return last is not None and last < now
