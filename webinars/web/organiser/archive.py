"""The archive of the desk: what is past leaves its lists, and can come back."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotPossibleError
from webinars.models.organiser import Role
from webinars.models.series import Series
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_series_of, get_webinar_of
from webinars.rules.archive import are_behind, is_behind
from webinars.services.archive import archive_series, archive_webinar
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.archive import ArchiveForm

bp = organiser_blueprint("organiser_archive")


@bp.route("/webinars/<key>/archive", methods=["GET", "POST"])
def webinar(key: str) -> ResponseReturnValue:
    """Say what archiving a webinar does, or taking it back; then do it."""
    row = get_webinar_of(current_organiser(), key, Role.EDITOR)
    return _page(row, row.series, archive_webinar, possible=is_behind(row, clock.now()))


@bp.route("/series/<key>/archive", methods=["GET", "POST"])
def series(key: str) -> ResponseReturnValue:
    """Say what archiving a series does, or taking it back; then do it."""
    row = get_series_of(current_organiser(), key, Role.EDITOR)
    return _page(row, row, archive_series, possible=are_behind(row.webinars, clock.now()))


def _page(
    row: Webinar | Series, around: Series, act: Callable[..., None], *, possible: bool
) -> ResponseReturnValue:
    there = row.archived_at is not None
    form = ArchiveForm(data={"wanted": "" if there else "1"})
    if form.submitted():
        archived = bool(form.wanted.data)
        try:
            act(current_organiser(), row.key, archived=archived, now=clock.now())
        except NotPossibleError:
            possible = False
        else:
            shown = 1 if archived else None
            there_now = url_for("organiser_series.index", archived=shown, _anchor=around.key)
            return redirect(there_now, code=303)
    page = render_template(
        "organiser/archive/show.html",
        row=row,
        around=around,
        form=form,
        there=there,
        possible=there or possible,
        is_series=isinstance(row, Series),
    )
    return page, 409 if form.is_submitted() and not possible else 200
