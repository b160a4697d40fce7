"""Words in braces, in whose place a mail puts what is so for its reader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

PLACEHOLDERS = ("name", "webinar", "series", "date", "time", "webinar_page", "my_page")
"""All that there are."""

IN_NEWS = ("host", "programme")
"""All that there are in what a host writes to those who agreed to its news."""

_BRACES = re.compile(r"\{[\w-]*\}?|\}")
_WHOLE = re.compile(r"\{(\w+)\}")


IN_SUBJECT = tuple(name for name in PLACEHOLDERS if name != "my_page")
"""Those that a subject line may hold: it is read by others too, and by mail servers."""


def wrong_placeholders(text: str, names: Sequence[str] = PLACEHOLDERS) -> list[str]:
    """Return what stands in braces and is none of these, or only half of one; each once."""
    known = {f"{{{name}}}" for name in names}
    return list(dict.fromkeys(each for each in _BRACES.findall(text) if each not in known))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each placeholder replaced by its value; braces in values stay as such."""
    return _WHOLE.sub(lambda found: values.get(found[1], found[0]), text)
