"""What is counted of registrations, and how it is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

DAYS = (42, 28, 21, 14, 7, 3, 1, 0)
"""Before the start: when registrations are counted, the first moment first."""

EARLIER = 3
"""Webinars of the same series that one is compared with."""

MOST_ROWS = 12
"""Groups listed one by one where there may be any number of them."""

HOLDS_PLACE = "confirmed"
"""The state of registrations that what people are is counted of."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How many registrations are the same in everything that is counted."""

    webinar_id: int
    state: str
    region: str
    country: str
    kind: str
    language: str
    source: str
    people: int
    joined: int
    """How many of them pressed the button that leads into the meeting."""


def tally(cells: Iterable[Cell], of: Callable[[Cell], str]) -> dict[str, int]:
    """Return how many registrations there are of each kind."""
    found: dict[str, int] = {}
    for cell in cells:
        found[of(cell)] = found.get(of(cell), 0) + cell.people
    return found


def count(cells: Iterable[Cell], *states: str) -> int:
    """Return how many registrations are in one of these states; without any, how many there are."""
    return sum(cell.people for cell in cells if not states or cell.state in states)


def seated(cells: Iterable[Cell]) -> list[Cell]:
    """Return those that hold a place."""
    return [cell for cell in cells if cell.state == HOLDS_PLACE]


def percent(part: int, whole: int) -> int | None:
    """Return a share in whole per cent, halves rounded up; None: of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def counted_at(starts_at: datetime, days: int) -> datetime:
    """Return the moment so many days, of 24 hours each, before the start."""
    return starts_at - timedelta(days=days)


def add_up(received: dict[int, int]) -> dict[int, int]:
    """Return how many had registered by each moment, from how many did since the moment before."""
    total, found = 0, {}
    for days in DAYS:
        total += received.get(days, 0)
        found[days] = total
    return found


def ranked(counts: dict[str, int], most: int = MOST_ROWS) -> tuple[list[tuple[str, int]], int]:
    """Return the largest groups, the largest first, and how many people are in all others."""
    found = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return found[:most], sum(people for _, people in found[most:])
