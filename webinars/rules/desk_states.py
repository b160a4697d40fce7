"""Where a webinar stands for the teams of its hosts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class DeskState(StrEnum):
    """What the desk says of a webinar; WAITING: some hosts have agreed, not all."""

    DRAFT = "draft"
    WAITING = "waiting"
    ONLINE = "online"
    CANCELLED = "cancelled"
    OVER = "over"


class Planned(Protocol):
    """What is needed of a webinar to say where it stands."""

    @property
    def state(self) -> str:
        """``draft``, ``published`` or ``cancelled``."""

    @property
    def ends_at(self) -> datetime:
        """When it ends."""


def desk_state(webinar: Planned, now: datetime, *, agreed: bool) -> DeskState:
    """Return where a webinar stands.

    :param agreed: whether a host has agreed to what it is now.
    """
    if webinar.state == "cancelled":
        return DeskState.CANCELLED
    if webinar.state == "draft":
        return DeskState.WAITING if agreed else DeskState.DRAFT
    return DeskState.OVER if webinar.ends_at <= now else DeskState.ONLINE
