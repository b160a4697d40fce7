"""From which announcement a visitor came: a few words in the address, nothing of a person."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAMES = ("utm_source", "utm_medium", "utm_campaign")
"""The words of an address that are kept, in this order."""

WORD_LENGTH = 40
"""Characters kept of each word."""

SOURCE_LENGTH = len(NAMES) * (WORD_LENGTH + 1)

_UNWANTED = re.compile(r"[^a-z0-9._-]+")


def source_of(query: Mapping[str, str]) -> str:
    """Return the source that an address names, such as ``tweed.be/embed``; empty: none.

    Anything but letters, digits, dots, dashes and underscores becomes a dash, so that no e-mail
    address fits in.
    """
    words = [_cleaned(query.get(name, "")) for name in NAMES]
    return "/".join(words).rstrip("/")


def query_of(source: str) -> dict[str, str]:
    """Return the words of an address that name this source again."""
    words = source.split("/")
    return {name: word for name, word in zip(NAMES, words, strict=False) if word}


def _cleaned(word: str) -> str:
    return _UNWANTED.sub("-", word.lower()).strip("-")[:WORD_LENGTH]
