"""The webinars of a series as a file, to take along and to hand in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.documents.programme_dump import write_webinars
from webinars.documents.programme_mistakes import Mistake, ProgrammeFileError
from webinars.documents.programme_sheet import write_sheets
from webinars.documents.table_files import is_sheet
from webinars.errors import KeyTakenError, StaleRevisionError
from webinars.mail.part_names import PART_NAMES
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series
from webinars.queries.memberships import get_series_of, list_webinars_of_series
from webinars.services.programme_drafts import Drafts, store_drafts, try_drafts
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.programme_files import ProgrammeFileForm
from webinars.web.long_forms import expect_long_forms
from webinars.web.organiser.people_files import MEDIA_TYPES

bp = organiser_blueprint("organiser_programme_files")
expect_long_forms(bp)

MOST_SHOWN = 100
"""Mistakes on one page."""


@bp.get("/series/<key>/file.<any(yaml, xlsx):kind>")
def export(key: str, kind: str) -> ResponseReturnValue:
    """Hand out the webinars of a series as a file that can be handed in again."""
    organiser = current_organiser()
    series = get_series_of(organiser, key)
    webinars = list_webinars_of_series(organiser, series.id)
    if kind == "xlsx":
        response = make_response(write_sheets(webinars))
        response.mimetype = MEDIA_TYPES["xlsx"]
    else:
        response = make_response(write_webinars(webinars))
        response.mimetype = "application/yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{series.key}.{kind}"'
    return response


@bp.route("/series/<key>/file", methods=["GET", "POST"])
def load(key: str) -> ResponseReturnValue:
    """Ask for a file, say what would become of it, and store it when asked to."""
    organiser, now = current_organiser(), clock.now()
    series = get_series_of(organiser, key, Role.EDITOR)
    form = ProgrammeFileForm()
    data = form.read() if form.submitted() else None
    if data is None:
        return _show(form, series, status=422 if form.mistakes else 200)
    overtaken = bool(form.seen.data)
    try:
        if overtaken and _store(organiser, key, data, str(form.seen.data), now):
            return redirect(url_for("organiser_series.index", saved=key, _anchor=key), code=303)
        drafts = try_drafts(organiser, key, data, sheet=is_sheet(data), now=now)
    except ProgrammeFileError as error:
        return _show(form, series, mistakes=error.mistakes, sheet=is_sheet(data), status=422)
    form.keep(data, drafts.seen)
    return _show(form, series, drafts=drafts, overtaken=overtaken, status=409 if overtaken else 200)


def _store(organiser: Organiser, key: str, data: bytes, seen: str, now: datetime) -> bool:
    """Store what was seen; False when something else would become of it by now."""
    try:
        store_drafts(organiser, key, data, sheet=is_sheet(data), seen=seen, now=now)
    except (KeyTakenError, StaleRevisionError):
        return False
    return True


def _show(
    form: ProgrammeFileForm,
    series: Series,
    *,
    status: int,
    drafts: Drafts | None = None,
    overtaken: bool = False,
    mistakes: Sequence[Mistake] = (),
    sheet: bool = False,
) -> ResponseReturnValue:
    return render_template(
        "organiser/programme_files/load.html",
        form=form,
        series=series,
        drafts=drafts,
        overtaken=overtaken,
        mistakes=mistakes,
        sheet=sheet,
        names=PART_NAMES,
        most=MOST_SHOWN,
    ), status
