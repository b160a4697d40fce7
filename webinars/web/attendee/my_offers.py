"""The offer of a place to somebody on the waiting list: accept or decline it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.registration import Registration, RegistrationState
from webinars.queries.registrations import get_attendee_by_token, get_registration_of_attendee
from webinars.services.offers import accept_offer
from webinars.services.registrations import cancel_registration
from webinars.web.attendee.my_page import DONE, can_end
from webinars.web.forms.decisions import DecisionForm

bp = Blueprint("my_offers", __name__)

_DECISIONS = ("accept", "decline")
"""Values of the two buttons."""


@bp.route("/my/<token>/offers/<int:number>", methods=["GET", "POST"])
def answer(token: str, number: int) -> ResponseReturnValue:
    """Show what is offered and until when; accept or decline it when a button is pressed."""
    registration, now = _own(token, number), clock.now()
    if registration.state != RegistrationState.OFFERED or not can_end(registration, now):
        return _show(token, registration)
    form = DecisionForm()
    if not form.submitted() or form.decision.data not in _DECISIONS:
        return _show(token, registration, form)
    if form.decision.data == "decline":
        ended = cancel_registration(token, number, now=now)
        session[DONE] = "cancelled" if ended else "too-late"
    elif accept_offer(token, number, now=now):
        session[DONE] = "accepted"
    else:
        # Lapsed or taken back a moment ago.
        return _show(token, _own(token, number))
    return redirect(url_for("my_page.show", token=token), code=303)


def _own(token: str, number: int) -> Registration:
    return get_registration_of_attendee(get_attendee_by_token(token), number)


def _show(token: str, registration: Registration, form: DecisionForm | None = None) -> str:
    return render_template(
        "attendee/offer.html",
        form=form,
        token=token,
        registration=registration,
        webinar=registration.webinar,
    )
