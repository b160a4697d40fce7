"""Public holidays of the regions whose hosts plan together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from holidays import country_holidays

SAXONY, BELGIUM = "DE-SN", "BE"
REGIONS = (SAXONY, BELGIUM)
"""ISO 3166 codes of the regions that we know the holidays of."""


def names_on(day: date, regions: Iterable[str]) -> dict[str, list[str]]:
    """Return what is celebrated on a day: the English name, and in which of these regions."""
    names: dict[str, list[str]] = {}
    for region in regions:
        for name in _of_year(region, day.year).get(day, "").split("; "):
            if name:
                names.setdefault(name, []).append(region)
    return names


@cache
def _of_year(region: str, year: int) -> dict[date, str]:
    country, _, part = region.partition("-")
    found = country_holidays(country, subdiv=part or None, years=year, language="en_US")
    return dict(found.items())
