"""Words in braces, in whose place a mail puts what is so for its reader."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDERS = ("name", "webinar", "series", "date", "time", "webinar_page", "my_page")
"""All that there are."""

_BRACES = re.compile(r"\{[\w-]*\}?|\}")
_WHOLE = re.compile(r"\{(\w+)\}")


def wrong_placeholders(text: str) -> list[str]:
    """Return what stands in braces and is no placeholder, or only half of one; each once."""
    known = {f"{{{name}}}" for name in PLACEHOLDERS}
    return list(dict.fromkeys(each for each in _BRACES.findall(text) if each not in known))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each placeholder replaced by its value; braces in values stay as such."""
    return _WHOLE.sub(lambda found: values.get(found[1], found[0]), text)
