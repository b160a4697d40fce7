"""People added from a file, and the pages of work that takes long."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from webinars import clock
from webinars.models.long_work import LineOutcome, LongWork, LongWorkKind, LongWorkState
from webinars.models.organiser import Role
from webinars.queries.additions import own_host
from webinars.queries.bulk_acts import FITTING, Outlook, foresee, get_target
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
from webinars.web.forms.announcements import MANY, SendForm
from webinars.web.forms.bulk_acts import ACT_NAMES
from webinars.web.forms.people import STATE_NAMES
from webinars.web.language import current_language

bp = organiser_blueprint("organiser_long_works")

SECONDS = 3
"""After which the page of a work that goes on looks again."""

OUTCOME_WORDS = {
    LineOutcome.REGISTERED: lazy_gettext("A person with this address is registered already."),
    LineOutcome.PENDING: lazy_gettext("Added already, not yet confirmed."),
    LineOutcome.CLOSED: lazy_gettext("Nobody could register any more."),
}

ACT_OUTCOME_WORDS = {
    LineOutcome.UNFIT: lazy_gettext("The registration was in another state by then."),
    LineOutcome.FULL: lazy_gettext("No place was free."),
    LineOutcome.TOLD: lazy_gettext("This person was written to already, or will be."),
    LineOutcome.SUPPRESSED: lazy_gettext("This address gets no e-mails any more."),
    LineOutcome.OVER: lazy_gettext("The webinar was cancelled or over."),
    LineOutcome.REGISTERED: lazy_gettext("This person was registered there already."),
    LineOutcome.FAILED: lazy_gettext("This failed several times; please try it by itself."),
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
    acts = work.kind != LongWorkKind.ADDITIONS
    outlook = foresee(work, clock.now()) if acts and work.state == LongWorkState.PREPARED else None
    form = SendForm()
    if form.submitted() and (outlook is None or form.counts_right(outlook.mailed)):
        begin_work(organiser, key, number, now=clock.now())
        return redirect(url_for(".show", key=key, number=number), code=303)
    values = _acts_values(work, outlook) if acts else _additions_values(work)
    response = make_response(
        render_template(
            f"organiser/long_works/{'acts' if acts else 'show'}.html",
            webinar=webinar,
            work=work,
            form=form,
            progress=get_progress(work),
            refused=list_refused(work),
            shown=LINES_SHOWN,
            outcome_words=ACT_OUTCOME_WORDS if acts else OUTCOME_WORDS,
            **values,
        ),
        422 if form.mistakes else 200,
    )
    if work.state in (LongWorkState.WAITING, LongWorkState.RUNNING):
        response.headers["Refresh"] = str(SECONDS)
    return response


def _additions_values(work: LongWork) -> dict[str, Any]:
    slips = ((each, suggest_address(each.email)) for each in list_prepared(work))
    return {
        "host": own_host(current_organiser(), work.webinar),
        "slips": [(line, meant) for line, meant in slips if meant],
        "hours": current_settings().link_hours,
        "days": current_settings().unconfirmed_days,
    }


def _acts_values(work: LongWork, outlook: Outlook | None) -> dict[str, Any]:
    return {
        "outlook": outlook,
        "target": get_target(work),
        "fitting_states": FITTING[work.kind],
        "many": MANY,
        "act_names": ACT_NAMES,
        "state_names": STATE_NAMES,
    }
