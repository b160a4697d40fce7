"""Tables of numbers, as pages, files and printed reports show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webinars.rules.numbers import percent
from webinars.rules.small_groups import Shown, protect_parts


@dataclass(frozen=True)
class NumberRow:
    """What is counted, and how many there are in each column."""

    label: str
    counts: tuple[Shown, ...]
    share: int | None = None
    """Of the whole, in per cent; None: hidden, or of nothing."""


@dataclass(frozen=True, kw_only=True)
class NumberTable:
    """Numbers with their words."""

    key: str
    title: str
    heads: tuple[str, ...]
    """Of all columns, the first names what is counted."""
    rows: tuple[NumberRow, ...]
    foot: NumberRow | None = None
    shares: bool = False
    """Whether the last column tells the share."""
    lines: tuple[int, ...] = ()
    """How each part of a bar is drawn: 1 and 2 for the hosts of the page, 0 for others; one part
    where there is none."""

    @property
    def hides(self) -> bool:
        """Whether a number is hidden."""
        rows = (*self.rows, self.foot) if self.foot else self.rows
        return any(count is None for row in rows for count in row.counts)

    @property
    def drawn(self) -> tuple[tuple[int, ...], ...]:
        """What the bar of each row is made of; a hidden number has no length."""
        parts = len(self.lines) or 1
        return tuple(tuple(count or 0 for count in row.counts[:parts]) for row in self.rows)


def with_shares(
    labels: Sequence[str], counts: Sequence[Shown], whole: Shown
) -> tuple[NumberRow, ...]:
    """Return a row for each label, with its share of the whole."""
    return tuple(
        NumberRow(label, (count,), None if count is None or not whole else percent(count, whole))
        for label, count in zip(labels, counts, strict=True)
    )


def parts_table(
    groups: Sequence[tuple[str, int]],
    *,
    key: str,
    title: str,
    heads: tuple[str, ...],
    foot: str,
    protected: bool,
) -> NumberTable:
    """Return the table of the parts of a whole.

    :param protected: whether it leaves the desk, so that small groups are hidden.
    """
    labels = [label for label, _ in groups]
    counts: tuple[Shown, ...] = tuple(count for _, count in groups)
    whole: Shown = sum(count for _, count in groups)
    if protected:
        counts, whole = protect_parts([count for _, count in groups])
        if whole is not None and all(count is None for count in counts):
            # Even which parts there are would tell of single people.
            labels, counts = [], ()
    return NumberTable(
        key=key,
        title=title,
        heads=heads,
        rows=with_shares(labels, counts, whole),
        foot=NumberRow(foot, (whole,)),
        shares=True,
    )
