"""Time zones, from the pinned ``tzdata`` package and not from the machine."""

from __future__ import annotations

import os
import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache

if "PYTHONTZPATH" not in os.environ:
    zoneinfo.reset_tzpath(to=())


@cache
def zone_names() -> frozenset[str]:
    """Return every zone name that people may choose."""
    return frozenset(zoneinfo.available_timezones())


def is_zone(name: str) -> bool:
    """Tell whether we know this zone; hostile names such as ``Europe`` or ``../x`` are none."""
    return name in zone_names()


def to_utc(local: datetime, zone: str, fold: int = 0) -> datetime:
    """Return the instant of a wall-clock time in a zone.

    :param local: naive; one that the spring change leaves out is read as if it had not changed.
    :param fold: 1 for the second of two equal wall-clock times in autumn.
    """
    return local.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=fold).astimezone(UTC)


def to_local(instant: datetime, zone: str) -> datetime:
    """Return an instant as aware wall-clock time in a zone."""
    return instant.astimezone(zoneinfo.ZoneInfo(zone))


def exists(local: datetime, zone: str) -> bool:
    """Tell whether the clocks of this zone ever show this naive wall-clock time."""
    return to_local(to_utc(local, zone), zone).replace(tzinfo=None, fold=0) == local


def occurs_twice(local: datetime, zone: str) -> bool:
    """Tell whether the clocks of this zone show this naive wall-clock time twice."""
    return exists(local, zone) and to_utc(local, zone, 0) != to_utc(local, zone, 1)


def offset_label(instant: datetime, zone: str) -> str:
    """Return the offset as people write it: ``UTC``, ``UTC+1``, ``UTC+5:30``."""
    offset = to_local(instant, zone).utcoffset() or timedelta(0)
    minutes = round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
