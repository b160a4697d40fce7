"""More webinars of a series, added from my page without confirming the address again."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.attendee import Attendee
from webinars.models.registration import RegistrationState
from webinars.models.series import Series
from webinars.queries.questions import list_questions
from webinars.queries.registrations import get_attendee_by_token, list_registrations
from webinars.queries.series import get_series
from webinars.queries.webinars import list_ahead
from webinars.rules.webinar_states import is_open_for_registration
from webinars.services.my_additions import add_webinars
from webinars.web.attendee.my_page import WELCOME
from webinars.web.forms.answers import Answers
from webinars.web.forms.my_additions import AdditionQuestions, AdditionsForm, form_with
from webinars.web.language import current_language
from webinars.web.long_forms import keep_expired_forms
from webinars.web.sources import current_source

bp = Blueprint("my_additions", __name__)
keep_expired_forms(bp)


@bp.route("/my/<token>/add/<key>", methods=["GET", "POST"])
def add(token: str, key: str) -> ResponseReturnValue:
    """Offer the coming webinars of a series; register for those that are chosen."""
    attendee, found = get_attendee_by_token(token), get_series(key)
    form = _form(found, attendee)
    if form.submitted():
        choice = form.choice(current_language(), current_source())
        done = add_webinars(token, choice, form.nonce.data or "", now=clock.now())
        session[WELCOME] = {
            "added": True,
            "refused": list(done.refused),
            "webinars": list(done.webinars),
        }
        return redirect(url_for("my_page.show", token=token), code=303)
    page = render_template(
        "attendee/additions.html", attendee=attendee, series=found, form=form, token=token
    )
    return page, 422 if form.mistakes else 200


def _form(found: Series, attendee: Attendee) -> AdditionsForm:
    questions = _questions(found, attendee)
    preset: dict[str, Any] = {
        "webinars": request.args.getlist("webinar"),
        "nonce": secrets.token_urlsafe(32),
    }
    if len(questions.open_webinars) == 1:
        preset["webinars"] = [questions.open_webinars[0].key]
    return form_with(questions, preset)


def _questions(found: Series, attendee: Attendee) -> AdditionQuestions:
    now = clock.now()
    coming = list_ahead(found.id, now)
    own = {
        each.webinar_id: each
        for each in list_registrations(attendee.id)
        if each.state != RegistrationState.CANCELLED
    }
    offered = [
        each for each in coming if each.id not in own and is_open_for_registration(each, now)
    ]
    return AdditionQuestions(
        webinars=coming,
        own=own,
        open_webinars=offered,
        answers=Answers(questions=list_questions(offered), language=current_language()),
    )
