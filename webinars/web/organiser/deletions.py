"""Deleting a draft or an empty series: what goes with it, what stands in the way, one button."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotPossibleError
from webinars.models.organiser import Role
from webinars.queries.agreements import get_standing
from webinars.queries.deletions import (
    count_handouts,
    hindrance_of_series,
    hindrance_of_webinar,
)
from webinars.queries.memberships import get_series_of, get_webinar_of, list_hosts_of
from webinars.queries.proposals import find_joining, find_proposal
from webinars.rules.archive import are_behind, is_behind
from webinars.services.deletions import delete_series, delete_webinar
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.agreements import ButtonForm

bp = organiser_blueprint("organiser_deletions")


@bp.route("/webinars/<key>/delete", methods=["GET", "POST"])
def webinar(key: str) -> ResponseReturnValue:
    """Say what goes with a draft, or why the webinar stays; then delete it."""
    organiser, form = current_organiser(), ButtonForm()
    row = get_webinar_of(organiser, key, Role.EDITOR)
    around, archived = row.series.key, 1 if row.series.archived_at else None
    if form.submitted():
        try:
            delete_webinar(organiser, key, now=clock.now())
        except NotPossibleError:
            row = get_webinar_of(organiser, key, Role.EDITOR)
        else:
            listed = "organiser_series.index"
            there = url_for(listed, deleted=key, archived=archived, _anchor=around)
            return redirect(there, code=303)
    hindrance = hindrance_of_webinar(row)
    page = render_template(
        "organiser/deletions/webinar.html",
        form=form,
        webinar=row,
        hindrance=hindrance,
        behind=is_behind(row, clock.now()),
        agreed=[host for host, _ in get_standing(organiser, row, clock.now()).asked_by],
        proposals=[each for each in (find_proposal(row), find_joining(row)) if each],
        handouts=count_handouts(row),
        invited=sum(bool(each.desk and each.desk.invited_at) for each in row.speakers),
    )
    return page, 409 if form.is_submitted() and hindrance else 200


@bp.route("/series/<key>/delete", methods=["GET", "POST"])
def series(key: str) -> ResponseReturnValue:
    """Say what goes with a series, or why it stays; then delete it."""
    organiser, form = current_organiser(), ButtonForm()
    row = get_series_of(organiser, key, Role.EDITOR)
    archived = 1 if row.archived_at else None
    if form.submitted():
        try:
            delete_series(organiser, key, now=clock.now())
        except NotPossibleError:
            row = get_series_of(organiser, key, Role.EDITOR)
        else:
            there = url_for("organiser_series.index", deleted=key, archived=archived)
            return redirect(there, code=303)
    hindrance = hindrance_of_series(row)
    page = render_template(
        "organiser/deletions/series.html",
        form=form,
        series=row,
        hindrance=hindrance,
        behind=are_behind(row.webinars, clock.now()),
        owned=[host for host in list_hosts_of(organiser, Role.OWNER) if host in row.hosts],
    )
    return page, 409 if form.is_submitted() and hindrance else 200
