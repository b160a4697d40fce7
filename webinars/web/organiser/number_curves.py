"""How registrations come in before a webinar, beside the webinars before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
    highest = max((count or 0 for counts in reached for count in counts), default=0)
    labels = tuple(webinar_label(webinar) for webinar in webinars)
    rows = [
        NumberRow(_day_name(days), tuple(counts[place] for counts in reached))
        for place, days in enumerate(DAYS)
    ]
    return Curves(
        table=NumberTable(
            key="days",
            title=gettext("Registrations before the start"),
            heads=(gettext("Days"), *(webinar_day(webinar) for webinar in webinars)),
            rows=tuple(rows),
        ),
        labels=labels,
        lines=tuple(_line(counts, highest) for counts in reached),
        heights=tuple(scale(highest)),
        days=tuple((across(days, DAYS[0]), _day_name(days)) for days in _NAMED_DAYS),
    )


def _line(counts: Sequence[int | None], highest: int) -> tuple[tuple[float, float], ...]:
    points = [(days, count) for days, count in zip(DAYS, counts, strict=True) if count is not None]
    return tuple(curve(points, DAYS[0], highest))


def _day_name(days: int) -> str:
    return number(days, current_language()) if days else gettext("Start")
