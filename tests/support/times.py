"""Webinars placed around the moment that tests take for the present."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.factories import NOW
from webinars.zones import to_local


def starting_in(
    zone: str = "Europe/Berlin", since: datetime = NOW, **delta: float
) -> dict[str, Any]:
    """Return the start of a webinar as ``make_webinar`` takes it.

    :param since: the real present where real processes run.
    :param delta: from then, as ``timedelta`` takes it; negative for the past.
    """
    start = to_local(since + timedelta(**delta), zone).replace(microsecond=0)
    return {
        "local_start": start.replace(tzinfo=None, fold=0),
        "time_zone": zone,
        "fold": start.fold,
    }
