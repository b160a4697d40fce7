"""The logo of a host: its owners choose another one or remove it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.organiser import Role
from webinars.queries.memberships import get_host_of
from webinars.services.hosts import remove_logo, set_logo
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.agreements import ButtonForm
from webinars.web.forms.files import make_room
from webinars.web.forms.logos import LARGEST_LOGO, LogoForm

bp = organiser_blueprint("organiser_logos")


@bp.url_value_preprocessor
def _make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    make_room(LARGEST_LOGO)


@bp.route("/hosts/<key>/logo", methods=["GET", "POST"])
def change(key: str) -> ResponseReturnValue:
    """Show the logo of a host; take another one."""
    organiser, form = current_organiser(), LogoForm()
    host = get_host_of(organiser, key, Role.OWNER)
    if form.submitted() and (logo := form.read()):
        set_logo(organiser, key, logo, now=clock.now())
        return redirect(url_for("organiser_hosts.show", key=key, saved=1), code=303)
    page = render_template("organiser/hosts/logo.html", host=host, form=form)
    return page, 422 if form.mistakes else 200


@bp.route("/hosts/<key>/logo/remove", methods=["GET", "POST"])
def remove(key: str) -> ResponseReturnValue:
    """Say that the name stands in its place again, then remove it."""
    organiser, form = current_organiser(), ButtonForm()
    host = get_host_of(organiser, key, Role.OWNER)
    if form.submitted():
        remove_logo(organiser, key, now=clock.now())
        return redirect(url_for("organiser_hosts.show", key=key, saved=1), code=303)
    return render_template("organiser/hosts/remove_logo.html", host=host, form=form)
