"""Today: what waits for the organiser's hosts, and what happens next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.reminder import Reminder
from webinars.models.webinar import Webinar
from webinars.queries.slides import list_waiting_slides
from webinars.queries.support_offices import list_offices_of
from webinars.queries.today import Today, Upcoming, get_today
from webinars.web.access import current_organiser, organiser_blueprint

bp = organiser_blueprint("organiser_today")

DEFAULT_ZONE = "UTC"
"""Of the date above the page for somebody without a host."""


@dataclass(frozen=True)
class Stop:
    """One thing that happens next."""

    kind: Literal["webinar", "reminder"]
    at: datetime
    webinar: Webinar
    people: int = 0
    reminder: Reminder | None = None
    """The rule of a reminder."""


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what waits and what happens next."""
    organiser, now = current_organiser(), clock.now()
    today = get_today(organiser, now)
    if not today.memberships and list_offices_of(organiser):
        return redirect(url_for("organiser_support.index"), code=303)
    slides = list_waiting_slides(today.memberships)
    hosts = [each.host for each in today.memberships]
    return render_template(
        "organiser/today/show.html",
        organiser=organiser,
        today=today,
        slides=slides,
        tasks=today.tasks + len(slides),
        stops=_stops(today),
        next_reminder=_next_reminder(today),
        now=now,
        zone=hosts[0].time_zone if hosts else DEFAULT_ZONE,
    )


@bp.get("/")
def enter() -> ResponseReturnValue:
    """Lead those who typed one slash more."""
    return redirect(url_for(".show"), code=308)


def _stops(today: Today) -> list[Stop]:
    reminders = [
        Stop(
            "reminder",
            each.occurrence.due_at,
            each.occurrence.webinar,
            each.people,
            each.occurrence.reminder,
        )
        for each in today.reminders
    ]
    webinars = [Stop("webinar", each.starts_at, each) for each in today.webinars]
    return sorted([*reminders, *webinars], key=lambda stop: (stop.at, stop.webinar.id, stop.kind))


def _next_reminder(today: Today) -> Upcoming | None:
    return next((each for each in today.reminders if each.people), None)
