"""Numbers that leave the desk tell nothing about groups so small that people in them are known.

Hiding a small number is not enough where its neighbours and their sum stand beside it; so further
numbers are hidden until nothing below :data:`SMALLEST` follows from what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 5
"""People in the smallest group that is told of."""

Shown = int | None
"""A number as it leaves the desk; None: hidden."""


@dataclass(frozen=True)
class ShownTable:
    """A table of numbers with its sums, as it leaves the desk."""

    rows: tuple[tuple[Shown, ...], ...]
    row_sums: tuple[Shown, ...]
    column_sums: tuple[Shown, ...]
    total: Shown


def is_small(number: int) -> bool:
    """Tell whether a group of so many people is not told of; an empty one tells of nobody."""
    return 0 < number < SMALLEST


def protect_parts(parts: Sequence[int]) -> tuple[tuple[Shown, ...], Shown]:
    """Return the parts of a whole and the whole, as they leave the desk.

    Of the parts none is hidden, or so many that each of them might be :data:`SMALLEST`: what is
    hidden is not empty, so that the whole tells of few people in many parts. Parts that are equal
    are hidden together, because the order must not matter. Where nothing else is left, all are.
    """
    whole = sum(parts)
    if is_small(whole):
        return (None,) * len(parts), None
    hidden = {place for place, part in enumerate(parts) if is_small(part)}
    for least in sorted({part for part in parts if part >= SMALLEST}):
        if not hidden or _is_unsure([parts[place] for place in hidden]):
            break
        hidden |= {place for place, part in enumerate(parts) if part == least}
    if hidden and not _is_unsure([parts[place] for place in hidden]):
        hidden = set(range(len(parts)))
    return tuple(None if place in hidden else part for place, part in enumerate(parts)), whole


def _is_unsure(parts: Sequence[int]) -> bool:
    """Tell whether each of these parts, of which only the sum is known, might be large enough."""
    return len(parts) > 1 and sum(parts) - (len(parts) - 1) >= SMALLEST


def protect_part(part: int, whole: int) -> Shown:
    """Return a part of a whole that is shown, as it leaves the desk."""
    return protect_parts((part, whole - part))[0][0]


def protect_table(rows: Sequence[Sequence[int]]) -> ShownTable:
    """Return a table with the sums of its rows and columns, as it leaves the desk.

    Sums come first. A row in which something is small is hidden but for its sum, together with
    further rows, until these rows taken together hold nothing small in any column.
    """
    if not rows:
        return ShownTable((), (), (), 0)
    row_sums, total = protect_parts([sum(row) for row in rows])
    column_sums, _ = protect_parts([sum(column) for column in zip(*rows, strict=True)])
    kept = [place for place, column in enumerate(column_sums) if column is not None]
    merged = [(*(row[place] for place in kept), _rest(row, kept)) for row in rows]
    hidden = _hidden_rows(merged, {place for place, each in enumerate(row_sums) if each is None})
    cells = tuple(
        tuple(
            cell if number not in hidden and place in kept else None
            for place, cell in enumerate(row)
        )
        for number, row in enumerate(rows)
    )
    return ShownTable(cells, row_sums, column_sums, total)


def _rest(row: Sequence[int], kept: Sequence[int]) -> int:
    """Return what hidden columns hold together, because a row's sum gives it away."""
    return sum(row) - sum(row[place] for place in kept)


def _hidden_rows(rows: Sequence[Sequence[int]], hidden: set[int]) -> set[int]:
    hidden |= {number for number, row in enumerate(rows) if any(map(is_small, row))}
    # Rows without anybody hide nothing.
    others = sorted(
        (number for number, row in enumerate(rows) if any(row) and number not in hidden),
        key=lambda number: (sum(rows[number]), number),
    )
    while hidden and others and not _is_safe([rows[each] for each in hidden]):
        hidden.add(others.pop(0))
    return hidden


def _is_safe(rows: Sequence[Sequence[int]]) -> bool:
    """Tell whether these rows may be hidden by themselves: their sums can be calculated."""
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return sum(map(any, rows)) > 1 and not any(map(is_small, sums))
