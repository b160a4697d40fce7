"""People added from a file, and the pages of work that takes long."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from webinars import clock
from webinars.models.long_work import LineOutcome, LongWorkState
from webinars.models.organiser import Role
from webinars.queries.additions import own_host
from webinars.queries.hosts import list_regions
from webinars.queries.long_works import (
    LINES_SHOWN,
    get_progress,
    get_work,
    list_prepared,
    list_refused,
)
from webinars.queries.memberships import get_webinar_of
from webinars.rules.address_hints import suggest_address
from webinars.rules.webinar_states import is_open_for_registration
from webinars.services.long_works import begin_work, prepare_additions
from webinars.settings import current_settings
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.addition_files import (
    LARGEST_FILE,
    MOST_PEOPLE,
    AdditionFileForm,
    LineMistake,
)
from webinars.web.forms.base import BaseForm
from webinars.web.language import current_language

bp = organiser_blueprint("organiser_long_works")

SECONDS = 3
"""After which the page of a work that goes on looks again."""

OUTCOME_WORDS = {
    LineOutcome.REGISTERED: lazy_gettext("A person with this address is registered already."),
    LineOutcome.PENDING: lazy_gettext("Added already, not yet confirmed."),
    LineOutcome.CLOSED: lazy_gettext("Nobody could register any more."),
}


@bp.url_value_preprocessor
def _make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before the form is read; what is a little too large gets a sentence of our own.
    request.max_content_length = LARGEST_FILE + LARGEST_FILE // 4
    request.max_form_memory_size = LARGEST_FILE


@bp.route("/webinars/<key>/people/file", methods=["GET", "POST"])
def load(key: str) -> ResponseReturnValue:
    """Ask for a file with people, and say what is wrong with it; nobody is added yet."""
    organiser, now = current_organiser(), clock.now()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    form = AdditionFileForm(list_regions(), current_language())
    closed = not is_open_for_registration(webinar, now)
    mistakes: list[LineMistake] = []
    if form.submitted() and not closed:
        people, mistakes = form.read(webinar)
        if people and not mistakes:
            number = prepare_additions(organiser, key, people, now=now)
            return redirect(url_for(".show", key=key, number=number), code=303)
    page = render_template(
        "organiser/long_works/load.html",
        webinar=webinar,
        form=form,
        closed=closed,
        mistakes=mistakes,
        most=MOST_PEOPLE,
        shown=LINES_SHOWN,
    )
    return (
        page,
        422 if form.mistakes or mistakes else 409 if closed and form.is_submitted() else 200,
    )


@bp.route("/webinars/<key>/people/works/<int:number>", methods=["GET", "POST"])
def show(key: str, number: int) -> ResponseReturnValue:
    """Show what a work would do, how far it is or what became of it; let it begin."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    work = get_work(organiser, webinar, number)
    form = BaseForm()
    if form.submitted():
        begin_work(organiser, key, number, now=clock.now())
        return redirect(url_for(".show", key=key, number=number), code=303)
    slips = ((each, suggest_address(each.email)) for each in list_prepared(work))
    response = make_response(
        render_template(
            "organiser/long_works/show.html",
            webinar=webinar,
            work=work,
            form=form,
            host=own_host(organiser, webinar),
            progress=get_progress(work),
            refused=list_refused(work),
            shown=LINES_SHOWN,
            slips=[(line, meant) for line, meant in slips if meant],
            outcome_words=OUTCOME_WORDS,
            hours=current_settings().link_hours,
            days=current_settings().unconfirmed_days,
        )
    )
    if work.state in (LongWorkState.WAITING, LongWorkState.RUNNING):
        response.headers["Refresh"] = str(SECONDS)
    return response
