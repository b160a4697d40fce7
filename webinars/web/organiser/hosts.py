"""What the pages say of a host: its team reads it, its owners change it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import StaleRevisionError
from webinars.models.host import Host
from webinars.models.organiser import Role
from webinars.queries.hosts import list_hosts, list_partners
from webinars.queries.memberships import get_host_of, list_hosts_of
from webinars.services.hosts import edit_host
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.differences import list_differences
from webinars.web.forms.hosts import PARTS, HostForm
from webinars.web.long_forms import keep_expired_forms

bp = organiser_blueprint("organiser_hosts")
keep_expired_forms(bp)


@bp.get("/hosts/<key>")
def show(key: str) -> str:
    """Show what the pages say of a host."""
    host = get_host_of(current_organiser(), key, Role.VIEWER)
    return render_template(
        "organiser/hosts/show.html",
        host=host,
        parts=PARTS,
        may_edit=host in list_hosts_of(current_organiser(), Role.OWNER),
        saved="saved" in request.args,
    )


@bp.route("/hosts/<key>/edit", methods=["GET", "POST"])
def edit(key: str) -> ResponseReturnValue:
    """Show it in a form; store what was changed."""
    organiser = current_organiser()
    host = get_host_of(organiser, key, Role.OWNER)
    form = _form(host)
    if form.submitted():
        try:
            edit_host(organiser, key, form.details(), now=clock.now())
        except StaleRevisionError:
            stored = _form(host, stored=True)
            form.version.data = stored.version.data
            return _show_form(form, host, differences=list_differences(form, stored)), 409
        return redirect(url_for(".show", key=key, saved=1), code=303)
    return _show_form(form, host)


def _form(host: Host, *, stored: bool = False) -> HostForm:
    others = [each for each in list_hosts() if each.id != host.id]
    return HostForm(host, others, list_partners(host), stored=stored)


def _show_form(form: HostForm, host: Host, **more: object) -> str:
    return render_template("organiser/hosts/form.html", form=form, host=host, **more)
