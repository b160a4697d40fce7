"""What stands around the work of an organiser: the places that can be gone to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext

from webinars.web.access import find_organiser

PLACES: tuple[tuple[str, object], ...] = (
    ("organiser_today.show", lazy_gettext("Today")),
    ("organiser_series.index", lazy_gettext("Webinars")),
)
"""Endpoint and words of each place, in the order of the desk."""


@dataclass(frozen=True)
class Place:
    """A place of the desk."""

    url: str
    words: str
    current: bool
    open: int = 0
    """How many things wait there."""


def desk_places() -> list[Place]:
    """Return the places of the desk, as links."""
    here = request.blueprint
    return [
        Place(url_for(endpoint), str(words), current=here == endpoint.partition(".")[0])
        for endpoint, words in PLACES
        if endpoint in current_app.view_functions
    ]


def init_desk(app: Flask) -> None:
    """Give templates the places and who is signed in."""
    functions: dict[str, Callable[[], object]] = {
        "desk_places": desk_places,
        "find_organiser": find_organiser,
    }
    app.jinja_env.globals.update(functions)
