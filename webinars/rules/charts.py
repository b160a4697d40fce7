"""Where the bars and lines of a chart stand; templates draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BAR_WIDTH = 330.0
"""Units of the longest bar, in a chart 400 wide: the number stands behind it."""

GAP = 2.0
"""Units between the parts of a bar."""

LEFT, RIGHT, TOP, BOTTOM = 36.0, 386.0, 20.0, 179.0
"""The frame of a chart with lines."""

HEIGHTS = 5
"""Into how many steps a scale is divided."""

_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Segment:
    """A part of a bar."""

    left: float
    width: float
    place: int
    """Of the part in its row, from 0."""


@dataclass(frozen=True)
class Line:
    """One height of the scale."""

    y: float
    value: int


def bars(rows: Sequence[Sequence[int]]) -> list[list[Segment]]:
    """Return the parts of each row's bar, one behind the other; empty parts are left out.

    All bars have the same scale.
    """
    longest = max((sum(row) for row in rows), default=0)
    return [_bar(row, (BAR_WIDTH - GAP * len(row)) / longest if longest else 0.0) for row in rows]


def bar_end(bar: Sequence[Segment]) -> float:
    """Return where a bar ends."""
    return bar[-1].left + bar[-1].width if bar else 0.0


def top_of(highest: int) -> int:
    """Return the round number up to which a scale goes."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power >= max(highest, HEIGHTS):
                return step * power
        power *= 10


def scale(highest: int) -> list[Line]:
    """Return the heights of a scale from 0, whole numbers all."""
    top = top_of(highest)
    return [Line(_height(value, top), value) for value in range(0, top + 1, top // HEIGHTS)]


def across(day: float, first: int) -> float:
    """Return where a day stands that lies so many days before the start, the first at the left."""
    return _rounded(RIGHT - (RIGHT - LEFT) * day / first)


def curve(
    points: Sequence[tuple[float, int]], first: int, highest: int
) -> list[tuple[float, float]]:
    """Return the corners of a line.

    :param points: days before the start, and the number then.
    """
    top = top_of(highest)
    return [(across(day, first), _height(number, top)) for day, number in points]


def _bar(row: Sequence[int], unit: float) -> list[Segment]:
    bar: list[Segment] = []
    left = 0.0
    for place, part in enumerate(row):
        if part:
            width = _rounded(part * unit)
            bar.append(Segment(_rounded(left), width, place))
            left += width + GAP
    return bar


def _height(number: int, top: int) -> float:
    return _rounded(BOTTOM - (BOTTOM - TOP) * number / top)


def _rounded(length: float) -> float:
    return round(length, 1)
