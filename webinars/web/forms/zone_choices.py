"""Time zones for a list to choose from, by the cities that people know them by."""

from __future__ import annotations

from functools import cache

from babel.core import get_global

from webinars.formats import zone_city
from webinars.rules.countries import sorting_key
from webinars.zones import zone_names

_NO_PLACES = ("001", "ZZ")
"""Stand for the world, or for nothing: zones such as UTC lie in no country."""


@cache
def list_zone_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return (zone, city) of every zone that is somewhere, each once, by the names of cities."""
    known = zone_names()
    cities = {
        str(zone): zone_city(str(zone), language)
        for zone, territory in get_global("zone_territories").items()
        if territory not in _NO_PLACES and zone in known
    }
    return tuple(sorted(cities.items(), key=lambda each: (sorting_key(each[1]), each[0])))


def plain_zone(name: str) -> str:
    """Return the present name of a zone with several: ``America/New_York``, not ``US/Eastern``."""
    plain = str(get_global("zone_aliases").get(name, name))
    return plain if plain in zone_names() else name
