"""Join page behind the link in the calendar entry; names nobody, because calendars are shared."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import JoinRefusedError, NotFoundError
from webinars.models.registration import Registration
from webinars.queries.registrations import get_registration_by_token
from webinars.queries.reminders import is_told_of_recording
from webinars.rules.join_states import JoinState, join_state, opens_at
from webinars.rules.meeting_addresses import is_meeting_address
from webinars.rules.platforms import platform_name
from webinars.services.attendance import record_join
from webinars.settings import current_settings
from webinars.web.forms.base import BaseForm

bp = Blueprint("join", __name__)

LAST_STRETCH = 60
"""Minutes before the start that the two lines take to meet."""


@bp.route("/join/<token>", methods=["GET", "POST"])
def show(token: str) -> ResponseReturnValue:
    """Count the time until the start; let people in by one button while the way in is open."""
    form, now = BaseForm(), clock.now()
    if form.submitted():
        return _enter(token, now)
    registration = get_registration_by_token(token)
    webinar = registration.webinar
    minutes = current_settings().join_minutes
    state = join_state(registration.state, webinar, minutes, now)
    if state == JoinState.HIDDEN:
        raise NotFoundError
    opening = opens_at(webinar, minutes)
    left = webinar.starts_at - now
    return render_template(
        "attendee/join.html",
        form=form,
        token=token,
        registration=registration,
        webinar=webinar,
        state=state,
        platform=_platform(registration),
        opening=opening,
        opens_in=max(0, math.ceil((opening - now).total_seconds())),
        begins_in=max(0, math.ceil(left.total_seconds())),
        minutes=max(0, math.ceil(left / timedelta(minutes=1))),
        help_minutes=minutes,
        stretch=LAST_STRETCH,
        is_told=state == JoinState.OVER and is_told_of_recording(registration),
    )


def _enter(token: str, now: datetime) -> ResponseReturnValue:
    try:
        meeting = record_join(token, now=now)
    except JoinRefusedError:
        # The page says what has changed since its button was shown.
        return redirect(url_for(".show", token=token), code=303)
    page = render_template("attendee/joined.html", meeting=meeting, token=token)
    response = make_response(page)
    # The only page that leads away: the platform must not learn the personal link.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _platform(registration: Registration) -> str:
    """Return the name of the platform; empty while no usable address has been entered."""
    address = registration.webinar.meeting_url
    return platform_name(address) if is_meeting_address(address) else ""
