"""The months of a calendar."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from typing import NamedTuple

Week = list[date | None]
"""Monday to Sunday; None: a day of a neighbouring month."""


class Month(NamedTuple):
    """One month of one year."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def starts(self) -> datetime:
        """The midnight it begins with, as clocks on the wall show it."""
        return datetime(self.year, self.month, 1)  # noqa: DTZ001 - a wall-clock time

    def before(self) -> Month:
        """Return the month before."""
        return Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)

    def after(self) -> Month:
        """Return the month after."""
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)

    def weeks(self) -> list[Week]:
        """Return its days in weeks that begin on Monday."""
        days = calendar.Calendar().monthdatescalendar(self.year, self.month)
        return [[day if day.month == self.month else None for day in week] for week in days]


def month_of(day: date) -> Month:
    """Return the month of a day."""
    return Month(day.year, day.month)
