"""Reckoning with instants inside a question; each database has words of its own for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Interval, func, literal, type_coerce

from webinars.database.engine import is_sqlite
from webinars.models.types import UtcDateTime


def minutes_before(instant: Any, minutes: int) -> ColumnElement[Any]:
    """Return an expression for so many minutes before the instant in a column."""
    if not is_sqlite():
        span = literal(timedelta(minutes=minutes), Interval())
        return type_coerce(type_coerce(instant, DateTime(timezone=True)) - span, UtcDateTime())
    # SQLite keeps instants as text with six digits of a second and reckons with three.
    text = func.strftime("%Y-%m-%d %H:%M:%f000", instant, f"-{minutes} minutes")
    return type_coerce(text, UtcDateTime())
