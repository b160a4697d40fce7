"""Keys: the short names that stand in addresses, made from titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "’": "-"}
)
_ROOM = 5
"""Characters that a number behind a key may take."""


def is_key(text: str, most: int) -> bool:
    """Tell whether this text of at most so many characters is a key."""
    return len(text) <= most and _KEY.fullmatch(text) is not None


def key_from(title: str, most: int) -> str:
    """Return the key that a title suggests; the empty text when it has no Latin letter or digit."""
    spelt = unicodedata.normalize("NFC", title).lower().translate(_SPELT)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[: most - _ROOM].strip("-")


def free_key(wanted: str, taken: Collection[str]) -> str:
    """Return this key, or with the first number behind it that makes it a new one."""
    number, key = 1, wanted
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key
