"""What the join page says, and when the way into the meeting is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class JoinState(StrEnum):
    """What the join page says; only OPEN leads on."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"
    WAITING = "waiting"
    REQUESTED = "requested"
    RELEASED = "released"
    CANCELLED = "cancelled"
    HIDDEN = "hidden"
    """The webinar is not published; there is no page."""


class Held(Protocol):
    """What is needed of a webinar."""

    @property
    def state(self) -> str:
        """``draft``, ``published`` or ``cancelled``."""

    @property
    def starts_at(self) -> datetime:
        """First moment."""

    @property
    def ends_at(self) -> datetime:
        """Moment after the last."""


def opens_at(webinar: Held, minutes: int) -> datetime:
    """Return from when on the way into the meeting is open."""
    return webinar.starts_at - timedelta(minutes=minutes)


def join_state(registration_state: str, webinar: Held, minutes: int, now: datetime) -> JoinState:
    """Return what the page says at this moment to the holder of a registration.

    :param minutes: before the start, from which the way into the meeting is open.
    """
    if webinar.state != "published":
        return JoinState.CANCELLED if webinar.state == "cancelled" else JoinState.HIDDEN
    if registration_state == "cancelled":
        return JoinState.RELEASED
    if now >= webinar.ends_at:
        return JoinState.OVER
    if registration_state == "requested":
        return JoinState.REQUESTED
    if registration_state != "confirmed":
        return JoinState.WAITING
    return JoinState.OPEN if now >= opens_at(webinar, minutes) else JoinState.AHEAD
