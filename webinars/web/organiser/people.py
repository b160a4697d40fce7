"""The people of a webinar: figures, the list, and taking it along as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from webinars import clock
from webinars.models.long_work import LongWorkState
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar
from webinars.queries.hosts import list_regions
from webinars.queries.joined import find_joined_at
from webinars.queries.long_works import list_works
from webinars.queries.memberships import get_plain_webinar_of, get_webinar_of
from webinars.queries.notes import find_noted, list_all_notes
from webinars.queries.people import (
    PAGE,
    PeopleFilter,
    count_people,
    get_figures,
    list_all_people,
    list_people,
)
from webinars.queries.planning import list_targets
from webinars.rules.webinar_states import is_ahead
from webinars.services.people import record_export
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.desk import edits_webinar
from webinars.web.forms.bulk_acts import ACT_NAMES, BulkActForm
from webinars.web.forms.people import STATE_NAMES, ExportForm, FilterForm
from webinars.web.language import current_language
from webinars.web.organiser.pages import download, page_number
from webinars.web.organiser.people_files import people_file
from webinars.web.organiser.proof import ask_for_proof
from webinars.web.spoken import take_spoken

bp = organiser_blueprint("organiser_people")

WORK_STATES = {
    LongWorkState.PREPARED: lazy_gettext("not begun"),
    LongWorkState.WAITING: lazy_gettext("waits for its turn"),
    LongWorkState.RUNNING: lazy_gettext("goes on"),
    LongWorkState.DONE: lazy_gettext("done"),
    LongWorkState.FAILED: lazy_gettext("stopped"),
}


@bp.get("/webinars/<key>/people")
def index(key: str) -> ResponseReturnValue:
    """Show who has registered."""
    return show_people(get_plain_webinar_of(current_organiser(), key))


def show_people(webinar: Webinar, acts_form: BulkActForm | None = None) -> str:
    """Return the page of the list.

    :param acts_form: what was chosen to be done to many and needs another look.
    """
    form, wanted = chosen_filter(webinar)
    edits = edits_webinar(webinar)
    acting = edits and is_ahead(webinar, clock.now())
    found = count_people(webinar, wanted)
    pages = max(1, -(-found // PAGE))
    number = page_number(pages)
    people = list_people(webinar, wanted, number)
    return render_template(
        "organiser/people/index.html",
        figures=get_figures(webinar, clock.now()),
        form=form,
        found=found,
        people=people,
        noted=find_noted(current_organiser(), people),
        page=number,
        pages=pages,
        first=(number - 1) * PAGE + 1,
        edits=edits,
        erased="erased" in request.args,
        **take_spoken(),
        works=list_works(current_organiser(), webinar) if edits else (),
        work_states=WORK_STATES,
        act_names=ACT_NAMES,
        acts_form=acts_form or (act_form(webinar, found) if acting else None),
        **_values(webinar, wanted),
    )


def act_form(webinar: Webinar, found: int) -> BulkActForm:
    """Return the form for acts on many, about so many people that the filter finds."""
    others = list_targets(current_organiser(), webinar, clock.now())
    return BulkActForm(found, others, current_language())


@bp.route("/webinars/<key>/people/export", methods=["GET", "POST"])
def export(key: str) -> ResponseReturnValue:
    """Say what the list holds and that taking it is written down; then hand it out."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    _, wanted = chosen_filter(webinar)
    form = ExportForm()
    if form.submitted():
        asked = ask_for_proof()
        if asked is not None:
            return asked
        purpose, kind = str(form.purpose.data), str(form.file.data)
        people = list_all_people(webinar, wanted)
        file = people_file(kind, webinar, people, list_all_notes(organiser, webinar))
        record_export(
            organiser,
            key,
            wanted,
            rows=len(people),
            purpose=purpose,
            form=kind,
            now=clock.now(),
        )
        return download(f"{key}.{kind}", *file)
    status = 422 if form.is_submitted() else 200
    return (
        render_template(
            "organiser/people/export.html",
            form=form,
            found=count_people(webinar, wanted),
            **_values(webinar, wanted),
        ),
        status,
    )


def _values(webinar: Webinar, wanted: PeopleFilter) -> dict[str, Any]:
    chosen = {
        "q": wanted.text,
        "state": wanted.state,
        "region": wanted.region,
        "language": wanted.language,
    }
    return {
        "webinar": webinar,
        "wanted": wanted,
        "chosen": {name: value for name, value in chosen.items() if value},
        "state_names": STATE_NAMES,
        "regions": {region.key: region for region in list_regions()},
    }


def chosen_filter(webinar: Webinar) -> tuple[FilterForm, PeopleFilter]:
    """Return what the address narrows the list by, as form and as question."""
    form = FilterForm(request.args)
    form.offer(list_regions(), current_language())
    wanted = form.wanted(request.args.get("sort", ""))
    return form, replace(wanted, joined_at=find_joined_at(current_organiser(), webinar))
