"""Addresses of pages are made once, and remembered with all that they depend on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import has_request_context, request

from webinars.web.language import current_language
from webinars.web.sources import current_source

MOST = 10_000
"""Addresses that each process remembers; then it begins anew."""

LONGEST = 100
"""Characters of a value; longer ones are nobody's address of a page, and would fill the memory."""

_PLAIN = frozenset({int, str, type(None)})
"""Types of values that are equal only when they look alike in an address."""

_TYPED = frozenset({"next", "q", "token"})
"""Names of values that visitors bring along, or that are theirs alone."""


class RememberedAddresses:
    """The addresses that this process has made; a page holds fifty, nearly all of them known."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[tuple[Any, ...], str] = {}

    def find(self, endpoint: str, values: Mapping[str, Any], make: Callable[[], str]) -> str:
        """Return an address; ``make`` makes it when it is new.

        Neither personal links are remembered, nor what visitors have typed.

        :param values: as ``flask.url_for`` takes them.
        """
        if not has_request_context() or not _is_common(values):
            return make()
        page = (request.endpoint, request.method, request.root_path)
        key = (endpoint, *page, current_language(), current_source(), *values.items())
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            known = self._known[key] = make()
        return known


def _is_common(values: Mapping[str, Any]) -> bool:
    """Tell whether others will ask for an address with these values, too."""
    return _TYPED.isdisjoint(values) and all(
        type(each) in _PLAIN and (type(each) is not str or len(each) <= LONGEST)
        for each in values.values()
    )
