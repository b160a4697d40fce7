"""The programme: the next webinar, what comes, what was."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.webinar import Webinar
from webinars.queries.programme_search import list_topics_shown
from webinars.queries.series import list_series
from webinars.queries.webinars import list_past, list_upcoming
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
    upcoming = list_upcoming(now)
    past = list_past(now)
    return render_template(
        "public/home/show.html",
        next_webinar=_first_published(upcoming),
        form=ProgrammeForm(),
        topics=list_topics_shown(),
        upcoming=upcoming,
        past=past,
        most_upcoming=MOST_UPCOMING,
        most_past=MOST_PAST,
        series=list_series(),
        counts=_count_by_series([*upcoming, *past]),
    )


def _first_published(webinars: list[Webinar]) -> Webinar | None:
    published = (each for each in webinars if each.is_certain)
    return next(published, None)


def _count_by_series(webinars: list[Webinar]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for webinar in webinars:
        counts[webinar.series_id] = counts.get(webinar.series_id, 0) + 1
    return counts
