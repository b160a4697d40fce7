"""Addresses of pages that are compiled once for all applications of a test run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]

_BUILDERS: dict[tuple[Any, ...], _Builder] = {}


class RememberedRule(Rule):
    """Takes the function that writes an address from the application before it.

    The library compiles two functions for each address. With our 200 addresses this takes most of
    the time that an application needs to begin, and nearly every test makes an application.
    """

    def _compile_builder(self, append_unknown: bool = True) -> _Builder:
        # All that goes into the function; converters are asked when it is called.
        defaults = tuple(sorted((self.defaults or {}).items()))
        key = (self.rule, tuple(self._trace), defaults, append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]
