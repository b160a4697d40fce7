"""The page of a webinar, in each of its states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template, url_for
from flask_babel import gettext

from webinars import clock
from webinars.documents.structured_data import webinar_data
from webinars.languages import pick
from webinars.models.organisation import Organisation
from webinars.models.webinar import AgendaItem, Webinar
from webinars.queries.handouts import list_handouts
from webinars.queries.schedules import find_time_before
from webinars.queries.webinars import count_waiting, get_webinar, list_stops
from webinars.rules.calendar_links import PublicEntry, google_link, outlook_link
from webinars.rules.moves import as_told, keeps_clock
from webinars.rules.recordings import is_watchable
from webinars.rules.webinar_states import (
    PublicState,
    is_open_for_registration,
    public_state,
)
from webinars.settings import current_settings
from webinars.text import clean_line
from webinars.web.language import current_language
from webinars.web.public.sharing import show_image_of

bp = Blueprint("webinars", __name__)

_AHEAD = frozenset(PublicState) - {PublicState.OVER, PublicState.CANCELLED}
"""States in which it matters that the date is a new one."""


@dataclass(frozen=True)
class AgendaLine:
    """A point of the agenda with the moment at which it begins."""

    starts_at: datetime
    item: AgendaItem


@bp.get("/webinars/<key>")
def show(key: str) -> str:
    """Show a webinar."""
    now = clock.now()
    webinar = get_webinar(key)
    state = public_state(webinar, now, current_settings().few_seats)
    language, base = current_language(), current_settings().public_base_url
    before = find_time_before(webinar) if state in _AHEAD else None
    return render_template(
        "public/webinars/show.html",
        data=webinar_data(
            webinar,
            state,
            language,
            base,
            previous_start=before.starts_at if before else None,
            image_url=show_image_of(webinar),
            shows_recording=is_watchable(webinar, now),
        ),
        calendars=_calendars(webinar, f"{base}{url_for('.show', key=key)}", language),
        webinar=webinar,
        state=state,
        can_register=is_open_for_registration(webinar, now),
        before=before,
        announced=before and as_told(before),
        clocks_changed=before and keeps_clock(before, webinar),
        waiting=count_waiting(webinar.id) if state is PublicState.WAITING else 0,
        agenda=timed(webinar),
        organisations=organisations_of(webinar),
        siblings=list_stops(webinar.series_id),
        handouts=list_handouts(webinar.id),
    )


def _calendars(webinar: Webinar, page: str, language: str) -> dict[str, str]:
    """Return the links to calendars of the web, by the name that people know."""
    entry = PublicEntry(
        title=gettext("%(title)s (webinar)", title=clean_line(pick(webinar.titles, language))),
        details=clean_line(pick(webinar.teasers, language)) + "\n\n" + page,
        location=page,
        starts_at=webinar.starts_at,
        ends_at=webinar.ends_at,
    )
    return {
        gettext("Google Calendar"): google_link(entry),
        "Outlook": outlook_link(entry, company=False),
        "Office 365": outlook_link(entry, company=True),
    }


def timed(webinar: Webinar) -> list[AgendaLine]:
    """Return the points of the agenda with their moments."""
    lines = []
    moment = webinar.starts_at
    for item in webinar.agenda:
        lines.append(AgendaLine(moment, item))
        moment += timedelta(minutes=item.minutes)
    return lines


def organisations_of(webinar: Webinar) -> list[Organisation]:
    """Return the organisations on the agenda that a report says something of, each once."""
    found = {
        item.organisation.id: item.organisation
        for item in webinar.agenda
        if item.organisation is not None and item.organisation.says
    }
    return list(found.values())
