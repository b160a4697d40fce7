"""The programme: the next webinar, what comes, what was."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.webinar import Webinar
from webinars.queries.programme_search import list_series_shown, list_topics_shown
from webinars.queries.webinars import list_latest, list_upcoming
from webinars.web.forms.programme import ProgrammeForm
from webinars.web.language import accepted_language

MOST_UPCOMING = 10
"""Webinars to come that the page lists; the programme has all."""

MOST_PAST = 5
"""Past webinars that the page lists."""

bp = Blueprint("home", __name__)

entrance = Blueprint("entrance", __name__)
"""The address without a language."""


@entrance.get("/")
def enter() -> ResponseReturnValue:
    """Lead to the programme in the language that the browser prefers."""
    response = redirect(f"/{accepted_language()}/")
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.get("/")
def show() -> str:
    """Show the programme."""
    now = clock.now()
    upcoming = list_upcoming(now, MOST_UPCOMING)
    following = _first_certain(upcoming)
    if following is None and len(upcoming) == MOST_UPCOMING:
        following = _first_certain(list_upcoming(now))
    return render_template(
        "public/home/show.html",
        next_webinar=following,
        form=ProgrammeForm(),
        topics=list_topics_shown(),
        upcoming=upcoming,
        past=list_latest(now, MOST_PAST),
        series=list_series_shown(now),
    )


def _first_certain(webinars: list[Webinar]) -> Webinar | None:
    return next((each for each in webinars if each.is_certain), None)
