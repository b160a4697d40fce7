"""The state in which the public sees a webinar, and whether it can be registered for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class PublicState(StrEnum):
    """What a page says of a webinar; each has its badge and its sentence."""

    PROVISIONAL = "provisional"
    ANNOUNCED = "announced"
    OPEN = "open"
    FEW = "few"
    WAITING = "waiting"
    FULL = "full"
    CLOSED = "closed"
    LIVE = "live"
    OVER = "over"
    CANCELLED = "cancelled"


class Scheduled(Protocol):
    """What is needed of a webinar to tell its state."""

    @property
    def state(self) -> str:
        """``draft``, ``published`` or ``cancelled``."""

    @property
    def provisional(self) -> bool:
        """Whether its date is not certain."""

    @property
    def starts_at(self) -> datetime:
        """First moment."""

    @property
    def ends_at(self) -> datetime:
        """Moment after the last."""

    @property
    def opens_at(self) -> datetime | None:
        """Registration opens; None: at once."""

    @property
    def closes_at(self) -> datetime | None:
        """Registration closes; None: when the webinar ends."""

    @property
    def seats_free(self) -> int:
        """Seats that nobody has taken."""

    @property
    def waiting_list(self) -> bool:
        """Whether people may wait for a seat."""


def public_state(webinar: Scheduled, now: datetime, few_seats: int) -> PublicState:
    """Return the state of a webinar that is published or cancelled.

    :param few_seats: from how many free seats down they are told.
    """
    if webinar.state == "cancelled":
        return PublicState.CANCELLED
    if webinar.provisional:
        return PublicState.PROVISIONAL
    return _state_by_time(webinar, now) or _state_by_seats(webinar, few_seats)


def is_open_for_registration(webinar: Scheduled, now: datetime) -> bool:
    """Tell whether somebody who registers now gets a seat or a place on the waiting list."""
    return (
        webinar.state == "published"
        and not webinar.provisional
        and now < webinar.ends_at
        and not _is_early(webinar, now)
        and not _is_late(webinar, now)
        and (webinar.seats_free > 0 or webinar.waiting_list)
    )


def is_ahead(webinar: Scheduled, now: datetime) -> bool:
    """Tell whether a webinar takes place and has not ended, provisional dates too."""
    return webinar.state == "published" and webinar.ends_at > now


def _state_by_time(webinar: Scheduled, now: datetime) -> PublicState | None:
    if now >= webinar.ends_at:
        return PublicState.OVER
    if now >= webinar.starts_at:
        return PublicState.LIVE
    if _is_late(webinar, now):
        return PublicState.CLOSED
    if _is_early(webinar, now):
        return PublicState.ANNOUNCED
    return None


def _state_by_seats(webinar: Scheduled, few_seats: int) -> PublicState:
    if webinar.seats_free > few_seats:
        return PublicState.OPEN
    if webinar.seats_free > 0:
        return PublicState.FEW
    return PublicState.WAITING if webinar.waiting_list else PublicState.FULL


def _is_early(webinar: Scheduled, now: datetime) -> bool:
    return webinar.opens_at is not None and now < webinar.opens_at


def _is_late(webinar: Scheduled, now: datetime) -> bool:
    return webinar.closes_at is not None and now >= webinar.closes_at
