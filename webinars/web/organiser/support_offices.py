"""Support offices of a host, for its owners: inviting one, and taking its access away."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webinars import clock
from webinars.errors import TooManyMailsError
from webinars.models.host import Host
from webinars.models.organiser import Role
from webinars.queries.hosts import list_regions
from webinars.queries.memberships import get_host_of
from webinars.queries.support_offices import get_office, list_series_at
from webinars.services.support_offices import OfficeInvited, end_office, invite_office
from webinars.settings import current_settings
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.base import BaseForm
from webinars.web.forms.team import InviteOfficeForm
from webinars.web.language import current_language
from webinars.web.organiser.team import SAID, too_many

bp = organiser_blueprint("organiser_support_offices")


@bp.route("/hosts/<key>/support-offices/invite", methods=["GET", "POST"])
def invitation(key: str) -> ResponseReturnValue:
    """Let somebody of a support office see one region of a series, who gets a mail about it."""
    host = get_host_of(current_organiser(), key, Role.OWNER)
    series = list_series_at(host)
    form = InviteOfficeForm(series, list_regions(), current_language())
    if not form.is_submitted():
        form.language.data = current_language()
        form.region.data = host.region.key
    if form.submitted() and _invited(host, form):
        return _back(key, "invited")
    page = render_template(
        "organiser/support_offices/invite.html",
        host=host,
        form=form,
        series=series,
        hours=current_settings().link_hours,
    )
    return page, 422 if form.mistakes else 200


@bp.route("/hosts/<key>/support-offices/<int:number>/remove", methods=["GET", "POST"])
def remove(key: str, number: int) -> ResponseReturnValue:
    """Say what it means that a support office sees this no longer; then do it."""
    host = get_host_of(current_organiser(), key, Role.OWNER)
    office, form = get_office(host, number), BaseForm()
    if form.submitted():
        used = office.organiser.password is not None
        end_office(current_organiser(), key, number, now=clock.now())
        return _back(key, "office_removed" if used else "withdrawn")
    return render_template(
        "organiser/support_offices/remove.html", host=host, form=form, office=office
    )


def _invited(host: Host, form: InviteOfficeForm) -> bool:
    """Invite who was typed; say beside the field why not."""
    series, region = str(form.series.data), str(form.region.data)
    try:
        done = invite_office(
            current_organiser(), host.key, form.person, series, region, now=clock.now()
        )
    except TooManyMailsError:
        form.refuse(form.email, too_many())
        return False
    if done is OfficeInvited.MEMBER:
        form.refuse(form.email, gettext("This person works for %(host)s already.", host=host.name))
    if done is OfficeInvited.SAME:
        form.refuse(form.email, gettext("This person sees these registrations already."))
    return not form.mistakes


def _back(key: str, said: str) -> ResponseReturnValue:
    session[SAID] = said
    return redirect(url_for("organiser_team.show", key=key), code=303)
