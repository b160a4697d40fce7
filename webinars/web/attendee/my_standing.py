"""Ending a standing registration: one button, on my page or behind the link in a mail."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.queries.registrations import get_attendee_by_token
from webinars.queries.series import get_series
from webinars.queries.standing import list_standing_series
from webinars.services.standing import end_standing
from webinars.web.attendee.my_page import DONE
from webinars.web.forms.base import BaseForm

bp = Blueprint("my_standing", __name__)


@bp.route("/my/<token>/every-date/<key>", methods=["GET", "POST"])
def end(token: str, key: str) -> ResponseReturnValue:
    """Ask whether further dates are to be left out; do so when the button is pressed."""
    attendee, form = get_attendee_by_token(token), BaseForm()
    series = get_series(key)
    if form.submitted():
        end_standing(token, key, now=clock.now())
        session[DONE] = "ended-standing"
        return redirect(url_for("my_page.show", token=token), code=303)
    return render_template(
        "attendee/standing.html",
        form=form,
        token=token,
        series=series,
        stands=series in list_standing_series(attendee.id),
    )
