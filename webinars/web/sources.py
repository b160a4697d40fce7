"""Carries the source that an address names on to the form, by the links of the pages between."""

from __future__ import annotations

from typing import Any

from flask import Flask, has_request_context, request

from webinars.rules.sources import query_of, source_of

ON_THE_WAY = frozenset(
    {
        "home.show",
        "programme.month",
        "programme.past",
        "programme.show",
        "programme.this_month",
        "series.show",
        "signups.register_for_series",
        "signups.register_for_webinar",
        "webinars.show",
    }
)
"""Pages between an announcement and the form, and the form itself."""


_KNOWN = "webinars.source"
"""Under which a request remembers its source: each link of a page asks for it."""


def current_source() -> str:
    """Return the source that the address of this page names; empty: none."""
    about = request.environ
    if _KNOWN not in about:
        about[_KNOWN] = source_of(request.args)
    known: str = about[_KNOWN]
    return known


def init_sources(app: Flask) -> None:
    """Let links on the way to the form keep the source; no cookie is needed for that."""
    app.url_defaults(_keep_source)


def _keep_source(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint in ON_THE_WAY and has_request_context() and request.endpoint in ON_THE_WAY:
        for name, word in query_of(current_source()).items():
            values.setdefault(name, word)
