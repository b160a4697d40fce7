"""Measuring: a warm-up, then floor and thing in turn, while others are watched."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 3

LEAST_SECONDS = 1.0
"""In less time nothing can be said about others."""

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is done; small sizes are for working on the bench itself."""

    name: str
    rounds: int = ROUNDS
    planned: int = 100_000
    """Recipients of one reminder."""
    mails: int = 500
    """Mails of each round of delivery."""
    moments: int = 15
    """Reminders that fall due one after the other."""
    settled: int = 1_000_000
    """Messages that were sent long ago."""
    claims: int = 100
    """Claims of a batch in each round."""
    seconds: float = 2.0
    """Of each round of requests."""
    stories: int = 400
    """Sign-ups of each round."""
    people: int = 10_000
    """Registrations of the organiser's list."""


FULL = Size(name="full")
SMALL = Size(
    name="small",
    planned=5_000,
    mails=150,
    moments=4,
    settled=20_000,
    claims=20,
    seconds=1.0,
    stories=40,
    people=1_000,
)
SIZES = {each.name: each for each in (FULL, SMALL)}


def in_turn(
    floor: Callable[[], float], thing: Callable[[], float], rounds: int
) -> tuple[list[float], list[float]]:
    """Measure both once to warm up, then in turn; return the values of each."""
    floor()
    thing()
    pairs = [(floor(), thing()) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def alone(thing: Callable[[], float], rounds: int) -> list[float]:
    """Measure something once to warm up, then in rounds."""
    thing()
    return [thing() for _ in range(rounds)]


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Yield a function that returns the seconds of the body, once it has ended."""
    began = time.monotonic()
    ended: list[float] = []
    yield lambda: ended[0]
    ended.append(time.monotonic() - began)


def processor_seconds() -> float:
    """Return how long processors have worked for the bench, its servers and databases so far."""
    return _own() / _TICKS


class Neighbours:
    """How much of the machine others have used since the last look."""

    def __init__(self) -> None:
        """Begin to count."""
        self._last = self._now()
        self._cores = 0.0

    def cores(self) -> float:
        """Return how many cores other processes have used on average since the last look."""
        latest = self._now()
        busy, own, at = (now - then for now, then in zip(latest, self._last, strict=True))
        if at >= LEAST_SECONDS:  # several results of one measurement share its answer
            self._last = latest
            self._cores = max(0.0, (busy - own) / _TICKS / at)
        return self._cores

    def _now(self) -> tuple[float, float, float]:
        return _busy(), _own(), time.monotonic()


def _busy() -> int:
    # Of all processes: user, nice, system; interrupts belong to nobody.
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:4]
    return sum(map(int, fields))


def _own() -> int:
    """Return the ticks used by this process and all that it has started."""
    parents: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(folder.name)
        parents.setdefault(int(fields[1]), []).append(number)
        ticks[number] = sum(map(int, fields[11:15]))
    family = [os.getpid()]
    for number in family:
        family.extend(parents.get(number, ()))
    return sum(ticks.get(number, 0) for number in family)
