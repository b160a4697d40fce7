"""What a webinar asks those who register, all questions on one page."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import StaleRevisionError
from webinars.models.organiser import Role
from webinars.queries.memberships import get_webinar_of
from webinars.queries.questions import (
    list_all_questions,
    list_answered,
    list_questions,
    version_of,
)
from webinars.services.questions import edit_questions
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.differences import list_differences
from webinars.web.forms.questions import QuestionsForm
from webinars.web.language import current_language
from webinars.web.long_forms import expect_long_forms

bp = organiser_blueprint("organiser_questions")
expect_long_forms(bp)


@bp.route("/webinars/<key>/questions", methods=["GET", "POST"])
def edit(key: str) -> ResponseReturnValue:
    """Show the questions of a webinar in their form; store what was changed."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    stored = list_questions([webinar])
    answered = list_answered(stored)
    form = QuestionsForm(stored, version_of(stored), current_language(), answered)
    differences = None
    if not form.acted() and form.submitted():
        try:
            edit_questions(organiser, key, form.details(), form.version.data, now=clock.now())
        except StaleRevisionError:
            newest = list_questions([webinar])
            form.version.data = version_of(newest)
            now_there = QuestionsForm(newest, "", current_language(), answered, stored_only=True)
            differences = list_differences(form, now_there)
        else:
            return redirect(url_for(".edit", key=key, saved=1), code=303)
    page = render_template(
        "organiser/questions/edit.html",
        webinar=webinar,
        form=form,
        differences=differences,
        answered=form.answered,
        archived=[row for row in list_all_questions(webinar) if row.archived_at],
        saved="saved" in request.args and not form.is_submitted(),
    )
    return page, 409 if differences is not None else 422 if form.mistakes else 200
