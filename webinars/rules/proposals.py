"""Which changes of a webinar that is online its other hosts have to agree to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webinars.rules.moves import NewTime

AGREED_TOGETHER = ("titles", "meeting_url", "meeting_passcode")
"""Columns that no host changes alone; nor does it the time, which has columns of its own."""

_TIME = ("local_start", "time_zone", "fold", "duration_minutes")


def proposed(columns: Mapping[str, Any], webinar: object) -> dict[str, Any]:
    """Return which of these columns differ and need agreement."""
    return {
        name: columns[name]
        for name in AGREED_TOGETHER
        if name in columns and columns[name] != getattr(webinar, name)
    }


def time_values(time: NewTime) -> dict[str, Any]:
    """Return a time as values of a proposal."""
    values = {name: getattr(time, name) for name in _TIME}
    return values | {"local_start": time.local_start.isoformat()}


def time_in(values: Mapping[str, Any]) -> NewTime | None:
    """Return the time among the values of a proposal; None: it stays."""
    if "local_start" not in values:
        return None
    start = datetime.fromisoformat(values["local_start"])
    return NewTime(**{name: values[name] for name in _TIME} | {"local_start": start})


def parts_in(values: Mapping[str, Any]) -> list[str]:
    """Return what a proposal changes, by the names that the log has words for."""
    return [*(["times"] if "local_start" in values else []), *columns_in(values)]


def columns_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a proposal without the time."""
    return {name: value for name, value in values.items() if name in AGREED_TOGETHER}
