"""What a support office sees: webinars of its series, and who registered from its region."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webinars.queries.people import PAGE, count_people, list_people
from webinars.queries.support_offices import (
    count_supported,
    get_supported,
    get_supported_registration,
    list_offices_of,
    list_supported,
)
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.people import STATE_NAMES, FilterForm
from webinars.web.language import current_language
from webinars.web.organiser.pages import page_number

bp = organiser_blueprint("organiser_support")


@bp.get("/support")
def index() -> str:
    """Show the webinars that a support office may look into."""
    organiser = current_organiser()
    return render_template(
        "organiser/support/index.html",
        offices=list_offices_of(organiser),
        supported=list_supported(organiser),
        counts=count_supported(organiser),
    )


@bp.get("/support/<key>")
def people(key: str) -> ResponseReturnValue:
    """Show who has registered for a webinar from the region of the support office."""
    supported = get_supported(current_organiser(), key)
    form = FilterForm(request.args)
    form.offer(list(supported.regions.values()), current_language())
    wanted = replace(
        form.wanted("name"),
        within=frozenset(supported.regions),
        joined_at=supported.joined_at,
    )
    found = count_people(supported.webinar, wanted)
    pages = max(1, -(-found // PAGE))
    number = page_number(pages)
    return render_template(
        "organiser/support/people.html",
        webinar=supported.webinar,
        regions=supported.regions,
        form=form,
        wanted=wanted,
        chosen={name: value for name, value in form.data.items() if value},
        found=found,
        people=list_people(supported.webinar, wanted, number),
        page=number,
        pages=pages,
        first=(number - 1) * PAGE + 1,
        state_names=STATE_NAMES,
    )


@bp.get("/support/<key>/<int:number>")
def person(key: str, number: int) -> str:
    """Show one registration, without what the person answered to a host's questions."""
    registration = get_supported_registration(current_organiser(), key, number)
    return render_template(
        "organiser/support/person.html",
        registration=registration,
        webinar=registration.webinar,
        state_names=STATE_NAMES,
    )
