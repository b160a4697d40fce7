"""Countries for a list to choose from: ISO 3166-1 codes with the names of the reader's language."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale

from webinars.languages import FORMATS

FIRST = ("DE", "BE", "FR", "LU", "NL", "AT", "CH", "CZ", "PL")
"""The hosts' countries and their neighbours; most people come from there."""

_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes that the locale data names beside the countries."""


@cache
def list_countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name): the neighbourhood first, then all others by name."""
    names = _names(language)
    rest = sorted(
        (code for code in names if code not in FIRST), key=lambda code: sorting_key(names[code])
    )
    return tuple((code, names[code]) for code in (*FIRST, *rest))


def is_country(code: str) -> bool:
    """Tell whether this is the code of a country (upper case)."""
    return code in _names("en")


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(FORMATS[language]).territories
    return {
        str(code): str(name)
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }


def sorting_key(name: str) -> str:
    """Return what a name is sorted by: without accents, so that Österreich stands at O."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
