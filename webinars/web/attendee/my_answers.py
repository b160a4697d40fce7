"""What a person answered to the questions of a webinar, to be changed until it starts."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotPossibleError
from webinars.queries.questions import list_answers, list_questions
from webinars.queries.registrations import get_attendee_by_token, get_registration_of_attendee
from webinars.services.attendees import change_answers, may_change_answers
from webinars.web.attendee.my_page import DONE
from webinars.web.forms.answers import Answers, answers_form
from webinars.web.language import current_language

bp = Blueprint("my_answers", __name__)


@bp.route("/my/<token>/answers/<int:number>", methods=["GET", "POST"])
def edit(token: str, number: int) -> ResponseReturnValue:
    """Show what was answered about one registration; store what was changed."""
    attendee = get_attendee_by_token(token)
    registration = get_registration_of_attendee(attendee, number)
    webinar = registration.webinar
    questions = list_questions([webinar])
    if not questions or not may_change_answers(registration, clock.now()):
        return _lose(token) if request.method == "POST" else _back(token)
    answers = Answers(questions=questions, language=current_language())
    stored = list_answers(questions, {attendee.id})
    form = answers_form(answers, {number: given for (_, number), given in stored.items()})
    if form.submitted():
        given = dict(answers.given(form, [webinar.id]))
        try:
            change_answers(token, number, given, now=clock.now())
        except NotPossibleError:
            return _lose(token)
        session[DONE] = "saved"
        return _back(token)
    page = render_template(
        "attendee/answers.html", form=form, webinar=webinar, asked=answers.asked, token=token
    )
    return page, 422 if form.mistakes else 200


def _lose(token: str) -> ResponseReturnValue:
    """Go to my page, which says that the answers came too late."""
    session[DONE] = "too-late-answers"
    return _back(token)


def _back(token: str) -> ResponseReturnValue:
    return redirect(url_for("my_page.show", token=token), code=303)
