"""How registrations come in before a webinar, beside the webinars before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext

from webinars.formats import number
from webinars.models.webinar import Webinar
from webinars.rules.charts import Line, across, curve, scale
from webinars.rules.number_tables import NumberRow, NumberTable
from webinars.rules.numbers import DAYS, counted_at
from webinars.web.language import current_language
from webinars.web.organiser.number_tables import webinar_day, webinar_label

_NAMED_DAYS = (42, 28, 14, 7, 0)
"""Moments named below the lines; the others stand too close."""


@dataclass(frozen=True)
class Curves:
    """A line for each webinar, this one first, and the table of the same numbers."""

    table: NumberTable
    labels: tuple[str, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    heights: tuple[Line, ...]
    days: tuple[tuple[float, str], ...]
    """Where a moment stands, and its name."""


def curves_of(
    webinars: Sequence[Webinar], counted: Mapping[int, Mapping[int, int]], now: datetime
) -> Curves:
    """Return the lines of these webinars; a moment that has not come yet has no number."""
    reached = [
        [
            counted[webinar.id][days] if counted_at(webinar.starts_at, days) <= now else None
            for days in DAYS
        ]
        for webinar in webinars
    ]
    today = [_today(webinar, counted[webinar.id], now) for webinar in webinars]
    named = [(count or 0) for counts in reached for count in counts]
    highest = max([*named, *(point[1] for point in today if point)], default=0)
    labels = tuple(webinar_label(webinar) for webinar in webinars)
    rows = [
        (float(days), NumberRow(_day_name(days), tuple(counts[place] for counts in reached)))
        for place, days in enumerate(DAYS)
    ]
    if left := [point[0] for point in today if point]:
        counts = tuple(point[1] if point else None for point in today)
        rows.append((left[0], NumberRow(gettext("Today"), counts)))
        rows.sort(key=lambda row: -row[0])
    return Curves(
        table=NumberTable(
            key="days",
            title=gettext("Registrations before the start"),
            heads=(gettext("Days"), *(webinar_day(webinar) for webinar in webinars)),
            rows=tuple(row for _days, row in rows),
        ),
        labels=labels,
        lines=tuple(
            _line(counts, point, highest) for counts, point in zip(reached, today, strict=True)
        ),
        heights=tuple(scale(highest)),
        days=tuple((across(days, DAYS[0]), _day_name(days)) for days in _NAMED_DAYS),
    )


def _today(webinar: Webinar, counted: Mapping[int, int], now: datetime) -> tuple[float, int] | None:
    """Return how many days are left and how many have registered by now.

    None when it lies outside of the chart. By the next moment as many have registered as by now.
    """
    left = (webinar.starts_at - now) / timedelta(days=1)
    following = max((days for days in DAYS if days <= left), default=0)
    return (left, counted[following]) if 0 < left < DAYS[0] else None


def _line(
    counts: Sequence[int | None], today: tuple[float, int] | None, highest: int
) -> tuple[tuple[float, float], ...]:
    points: list[tuple[float, int]] = [
        (days, count) for days, count in zip(DAYS, counts, strict=True) if count is not None
    ]
    if today is not None and all(days > today[0] for days, _count in points):
        points.append(today)
    return tuple(curve(points, DAYS[0], highest))


def _day_name(days: int) -> str:
    return number(days, current_language()) if days else gettext("Start")
