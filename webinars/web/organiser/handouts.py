"""The handouts of a webinar: the list and its order, another one, its title, removing one."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotPossibleError, StaleRevisionError
from webinars.models.handout import MOST_HANDOUTS
from webinars.models.organiser import Role
from webinars.queries.handouts import get_handout_of, list_handouts
from webinars.queries.memberships import get_webinar_of
from webinars.services.handouts import (
    add_handout,
    move_handout,
    remove_handout,
    rename_handout,
)
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.agreements import ButtonForm
from webinars.web.forms.decisions import DecisionForm
from webinars.web.forms.differences import Difference, list_differences
from webinars.web.forms.files import LARGEST_FILE, make_room
from webinars.web.forms.handouts import HandoutForm, RenameForm
from webinars.web.organiser.pages import download
from webinars.web.public.sharing import handout_name

bp = organiser_blueprint("organiser_handouts")


@bp.url_value_preprocessor
def _make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    make_room(LARGEST_FILE)


@bp.route("/webinars/<key>/handouts", methods=["GET", "POST"])
def index(key: str) -> ResponseReturnValue:
    """Show the handouts of a webinar; add one."""
    organiser, form = current_organiser(), HandoutForm()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    if form.submitted() and (chosen := form.read()):
        kind, data = chosen
        try:
            title = form.title.data or ""
            add_handout(organiser, key, title=title, kind=kind, data=data, now=clock.now())
        except NotPossibleError:
            # The page shows those that have been added since.
            pass
        return redirect(url_for(".index", key=key), code=303)
    page = render_template(
        "organiser/handouts/index.html",
        form=form,
        moving=DecisionForm(formdata=None),
        webinar=webinar,
        handouts=list_handouts(webinar.id),
        most=MOST_HANDOUTS,
    )
    return page, 422 if form.mistakes else 200


@bp.get("/webinars/<key>/handouts/<int:number>/file")
def file(key: str, number: int) -> Response:
    """Give the file, of a draft too."""
    handout = get_handout_of(current_organiser(), key, number)
    return download(handout_name(handout), handout.data, handout.kind.media_type)


@bp.route("/webinars/<key>/handouts/<int:number>/title", methods=["GET", "POST"])
def rename(key: str, number: int) -> ResponseReturnValue:
    """Ask for another title of a handout; store it."""
    organiser = current_organiser()
    handout = get_handout_of(organiser, key, number)
    form = RenameForm(data={"title": handout.title, "seen": handout.title})
    differences: list[Difference] | None = None
    if form.submitted():
        seen, title = form.seen.data or "", form.title.data or ""
        try:
            rename_handout(organiser, key, number, seen=seen, title=title, now=clock.now())
        except StaleRevisionError:
            stored = RenameForm(formdata=None, data={"title": handout.title})
            form.seen.data = handout.title
            differences = list_differences(form, stored)
        else:
            return _to_row(key, number)
    page = render_template(
        "organiser/handouts/title.html",
        form=form,
        handout=handout,
        differences=differences,
        webinar=get_webinar_of(organiser, key, Role.EDITOR),
    )
    return page, 422 if form.mistakes else 409 if differences is not None else 200


@bp.route("/webinars/<key>/handouts/<int:number>/move", methods=["GET", "POST"])
def move(key: str, number: int) -> ResponseReturnValue:
    """Move a handout one place up or down."""
    organiser, form = current_organiser(), DecisionForm()
    get_handout_of(organiser, key, number)
    if form.submitted():
        up = form.decision.data == "up"
        move_handout(organiser, key, number, up=up, now=clock.now())
    return _to_row(key, number)


@bp.route("/webinars/<key>/handouts/<int:number>/remove", methods=["GET", "POST"])
def remove(key: str, number: int) -> ResponseReturnValue:
    """Say what removing a handout does, then do it."""
    organiser, form = current_organiser(), ButtonForm()
    handout = get_handout_of(organiser, key, number)
    if form.submitted():
        remove_handout(organiser, key, number, now=clock.now())
        return redirect(url_for(".index", key=key), code=303)
    return render_template(
        "organiser/handouts/remove.html",
        form=form,
        handout=handout,
        webinar=get_webinar_of(organiser, key, Role.EDITOR),
    )


def _to_row(key: str, number: int) -> ResponseReturnValue:
    return redirect(url_for(".index", key=key, _anchor=f"handout-{number}"), code=303)
