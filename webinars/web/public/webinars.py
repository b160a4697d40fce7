"""The page of a webinar, in each of its states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template

from webinars import clock
from webinars.models.organisation import Organisation
from webinars.models.webinar import AgendaItem, Webinar
from webinars.queries.webinars import count_waiting, get_webinar, list_webinars_of
from webinars.rules.webinar_states import (
    PublicState,
    is_open_for_registration,
    public_state,
)
from webinars.settings import current_settings

bp = Blueprint("webinars", __name__)


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
    return render_template(
        "public/webinars/show.html",
        webinar=webinar,
        state=state,
        can_register=is_open_for_registration(webinar, now),
        waiting=count_waiting(webinar.id) if state is PublicState.WAITING else 0,
        agenda=_timed(webinar),
        organisations=_organisations_of(webinar),
        siblings=list_webinars_of(webinar.series_id),
    )


def _timed(webinar: Webinar) -> list[AgendaLine]:
    lines = []
    moment = webinar.starts_at
    for item in webinar.agenda:
        lines.append(AgendaLine(moment, item))
        moment += timedelta(minutes=item.minutes)
    return lines


def _organisations_of(webinar: Webinar) -> list[Organisation]:
    """Return the organisations on the agenda that a report says something of, each once."""
    found = {
        item.organisation.id: item.organisation
        for item in webinar.agenda
        if item.organisation is not None and item.organisation.says
    }
    return list(found.values())
