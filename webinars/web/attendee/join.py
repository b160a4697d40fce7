"""Join page behind the link in the calendar entry; names nobody, because calendars are shared."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import WebinarState
from webinars.queries.registrations import get_registration_by_token

bp = Blueprint("join", __name__)

LAST_STRETCH = 60
"""Minutes before the start that the two lines take to meet."""


class JoinState(StrEnum):
    """What the join page says."""

    AHEAD = "ahead"
    LIVE = "live"
    OVER = "over"
    WAITING = "waiting"
    RELEASED = "released"
    CANCELLED = "cancelled"


@bp.get("/join/<token>")
def show(token: str) -> ResponseReturnValue:
    """Say how long it is until the start, and what has become of the webinar."""
    registration = get_registration_by_token(token)
    webinar = registration.webinar
    now = clock.now()
    minutes = max(0, -((now - webinar.starts_at) // timedelta(minutes=1)))
    return render_template(
        "attendee/join.html",
        registration=registration,
        webinar=webinar,
        state=join_state(registration, now),
        minutes=minutes,
        stretch=LAST_STRETCH,
    )


def join_state(registration: Registration, now: datetime) -> JoinState:
    """Return what the page says at this moment to the holder of this registration."""
    webinar = registration.webinar
    if webinar.state == WebinarState.CANCELLED:
        return JoinState.CANCELLED
    if registration.state == RegistrationState.CANCELLED:
        return JoinState.RELEASED
    if now >= webinar.ends_at:
        return JoinState.OVER
    if registration.state == RegistrationState.WAITING:
        return JoinState.WAITING
    return JoinState.LIVE if now >= webinar.starts_at else JoinState.AHEAD
