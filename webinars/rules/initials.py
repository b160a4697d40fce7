"""The letters that stand where a person has no picture."""

from __future__ import annotations

import re

_TITLES = frozenset(
    [
        "bsc",
        "dipl",
        "doz",
        "dr",
        "frau",
        "herr",
        "ing",
        "ir",
        "mag",
        "mba",
        "mme",
        "mr",
        "mrs",
        "ms",
        "msc",
        "pd",
        "phd",
        "prof",
        "priv",
    ]
)
_ONLY_AFTER_TITLES = frozenset(
    [
        "c",
        "e",
        "em",
        "eur",
        "h",
        "habil",
        "jur",
        "med",
        "nat",
        "oec",
        "phil",
        "pol",
        "rer",
        "techn",
        "univ",
    ]
)
"""As in “Dr. h. c.”; at the beginning they are somebody's name."""

_DIVIDERS = re.compile(r"[.\-‐‑]+")


def initials(name: str) -> str:
    """Return the first letters of the given and of the family name, or of the only name.

    Titles and what is written small, such as “van der”, have none; a double name has one.
    """
    words = _without_titles(name.partition(",")[0].split())
    found = [letter for word in words if (letter := _capital(word))]
    found = found or [letter.upper()[:1] for word in words if (letter := _letter(word))]
    return "".join(found[:1] + found[1:][-1:])


def _without_titles(words: list[str]) -> list[str]:
    first, last = 0, len(words)
    while first < last - 1 and _is_title(words[first], after_title=first > 0):
        first += 1
    while last > first + 1 and _is_title(words[last - 1]):
        last -= 1
    return words[first:last]


def _is_title(word: str, *, after_title: bool = False) -> bool:
    parts = [part.casefold() for part in _DIVIDERS.split(word) if part]
    return all(
        part in _TITLES or (part in _ONLY_AFTER_TITLES and (after_title or position > 0))
        for position, part in enumerate(parts)
    )


def _capital(word: str) -> str:
    return next((sign for sign in word if sign.isupper()), "")


def _letter(word: str) -> str:
    return next((sign for sign in word if sign.isalpha()), "")
