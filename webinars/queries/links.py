"""Links that are used once: then their row is gone, so that they need no generations."""

from __future__ import annotations

from webinars.errors import NotFoundError
from webinars.settings import current_settings
from webinars.tokens import Purpose, is_genuine, row_of

LINK_GENERATION = 1
"""Of all of them."""


def row_behind(token: str, purpose: Purpose) -> int:
    """Return the number of the row that such a link speaks of.

    :raises NotFoundError: when the link was not made by us, or for something else.
    """
    row = row_of(token)
    key = current_settings().link_key
    if row is None or not is_genuine(token, key, purpose, row, LINK_GENERATION):
        raise NotFoundError
    return row
