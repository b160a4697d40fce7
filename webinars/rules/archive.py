"""What may leave the lists of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class Ending(Protocol):
    """What is needed of a webinar to tell whether it is behind us."""

    @property
    def state(self) -> str:
        """``draft``, ``published`` or ``cancelled``."""

    @property
    def ends_at(self) -> datetime:
        """When it ends."""


def is_behind(webinar: Ending, now: datetime) -> bool:
    """Tell whether a webinar is over or cancelled, so that it may be archived."""
    return webinar.state == "cancelled" or webinar.ends_at <= now


def are_behind(webinars: Iterable[Ending], now: datetime) -> bool:
    """Tell whether there are webinars and all of them are over or cancelled."""
    behind = [is_behind(webinar, now) for webinar in webinars]
    return bool(behind) and all(behind)
