"""Lists of parts whose rows are added, removed and moved by buttons, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wtforms import FieldList, FormField

ACT = "act"
"""Name of the buttons that change rows."""

MOST_ROWS = 60
"""Rows that a list can be given by its buttons."""

FIGURES = re.compile(r"[0-9]{1,6}")

_MOST_READ = 200
"""Rows that are read of what is sent; no stored list is as long."""


class Rows(FieldList):
    """A list of parts; a button can change it, all that was typed stays."""

    def __init__(self, part: Any, label: Any, one: Any, **kwargs: Any) -> None:
        """Keep the words for one row, with a place for its ``number``."""
        super().__init__(part, label, **kwargs)
        self.one = one

    def title_of(self, number: int) -> str:
        """Return how the page calls the row of this number, counted from 1."""
        return str(self.one) % {"number": number}

    @property
    def full(self) -> bool:
        """Whether no further row can be added."""
        return len(self.entries) >= MOST_ROWS

    def carry_out(self, act: str, number: int) -> None:
        """Add a row, or remove or move the one of this number; do nothing where that is not so."""
        rows = list(self.data)
        other = number + {"up": -1, "down": 1}.get(act, 0)
        if act == "add" and not self.full:
            self.append_entry()
        elif act == "remove" and 0 <= number < len(rows):
            self.show(rows[:number] + rows[number + 1 :])
        elif min(number, other) >= 0 and max(number, other) < len(rows):
            rows[number], rows[other] = rows[other], rows[number]
            self.show(rows)

    def show(self, rows: list[dict[str, Any]]) -> None:
        """Show these rows in place of those that are there."""
        self.entries: list[FormField] = []
        self.last_index = -1
        for row in rows:
            self.append_entry(row)

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        # What is sent may be anything: neither figures that are no number nor any number of rows.
        start = f"{prefix}{self._separator}"
        found = {name[len(start) :].split("-", 1)[0] for name in formdata if name.startswith(start)}
        numbers = sorted(int(text) for text in found if FIGURES.fullmatch(text))
        yield from numbers[:_MOST_READ]
