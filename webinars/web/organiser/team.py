"""The team of a host, for its owners: who works there, inviting, changing and taking a role."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webinars import clock
from webinars.errors import LastOwnerError, TooManyMailsError
from webinars.models.host import Host
from webinars.models.organiser import Membership, Role
from webinars.queries.memberships import get_host_of
from webinars.queries.support_offices import list_offices_at
from webinars.queries.team import get_member, list_invitations, list_members
from webinars.services.team import Invited, change_member, invite, remove_member, send_again
from webinars.settings import current_settings
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.base import BaseForm
from webinars.web.forms.team import AgainForm, InviteForm, MemberForm
from webinars.web.language import current_language

bp = organiser_blueprint("organiser_team")

SAID = "team_said"
"""Key in the cookie: what the page of the team says once."""


@bp.get("/hosts/<key>/team")
def show(key: str) -> str:
    """Show who works for a host, and who is invited."""
    host = _own(key)
    return render_template(
        "organiser/team/show.html",
        host=host,
        members=list_members(host),
        offices=list_offices_at(host),
        invitations=list_invitations(host, clock.now()),
        said=session.pop(SAID, None),
    )


@bp.route("/hosts/<key>/team/invite", methods=["GET", "POST"])
def invitation(key: str) -> ResponseReturnValue:
    """Let a person work for a host, who gets a mail about it."""
    host, form = _own(key), InviteForm()
    if not form.is_submitted():
        form.language.data = current_language()
    if form.submitted():
        try:
            done = invite(
                current_organiser(), key, form.person, Role(form.role.data), now=clock.now()
            )
        except TooManyMailsError:
            form.refuse(form.email, too_many())
        else:
            if done is not Invited.MEMBER:
                return _back(key, "invited")
            form.refuse(
                form.email, gettext("This person works for %(host)s already.", host=host.name)
            )
    return _page("invite", host, form, hours=current_settings().link_hours)


@bp.route("/hosts/<key>/team/<int:number>", methods=["GET", "POST"])
def member(key: str, number: int) -> ResponseReturnValue:
    """Show one person of the team; change what the person may do."""
    host = _own(key)
    found, form = get_member(host, number), MemberForm()
    if not form.is_submitted():
        form.role.data = found.role.value
    if form.submitted():
        try:
            changed = change_member(
                current_organiser(), key, number, Role(form.role.data), now=clock.now()
            )
        except LastOwnerError:
            form.refuse(form.role, _last_owner(host))
        else:
            return _after(key, number, "changed" if changed else "same")
    return _page("member", host, form, member=found, until=_until(host, found))


@bp.route("/hosts/<key>/team/<int:number>/again", methods=["GET", "POST"])
def again(key: str, number: int) -> ResponseReturnValue:
    """Send an invited person another link."""
    host = _own(key)
    found, form = get_member(host, number), AgainForm()
    if found.organiser.password is not None:
        return redirect(url_for(".member", key=key, number=number), code=303)
    if form.submitted():
        try:
            send_again(current_organiser(), key, number, now=clock.now())
        except TooManyMailsError:
            form.refuse(form.again, too_many())
        else:
            return _back(key, "again")
    hours = current_settings().link_hours
    return _page("again", host, form, member=found, hours=hours, until=_until(host, found))


@bp.route("/hosts/<key>/team/<int:number>/remove", methods=["GET", "POST"])
def remove(key: str, number: int) -> ResponseReturnValue:
    """Say what it means that a person works for a host no longer; then do it."""
    host = _own(key)
    found, form, problem = get_member(host, number), BaseForm(), ""
    used = found.organiser.password is not None
    if form.submitted():
        try:
            remove_member(current_organiser(), key, number, now=clock.now())
        except LastOwnerError:
            problem = _last_owner(host)
        else:
            return _after(key, number, "removed" if used else "withdrawn")
    page = render_template(
        "organiser/team/remove.html", host=host, form=form, member=found, problem=problem
    )
    return page, 409 if problem else 200


def _own(key: str) -> Host:
    return get_host_of(current_organiser(), key, Role.OWNER)


def _until(host: Host, member: Membership) -> object:
    return list_invitations(host, clock.now()).get(member.organiser_id)


def too_many() -> str:
    """Return the sentence that no further link goes to an address today."""
    return gettext(
        "Too many e-mails with a link went to this address today. Please try again tomorrow."
    )


def _last_owner(host: Host) -> str:
    return gettext(
        "Nobody else could decide who works for %(host)s. First let somebody else decide"
        " everything.",
        host=host.name,
    )


def _after(key: str, number: int, said: str) -> ResponseReturnValue:
    if number == current_organiser().id and said != "same":
        # Who has given up the own role may not see the team any more.
        return redirect(url_for("organiser_account.show"), code=303)
    return _back(key, said)


def _back(key: str, said: str) -> ResponseReturnValue:
    session[SAID] = said
    return redirect(url_for(".show", key=key), code=303)


def _page(name: str, host: Host, form: BaseForm, **more: object) -> ResponseReturnValue:
    shown = render_template(f"organiser/team/{name}.html", host=host, form=form, **more)
    return shown, 422 if form.mistakes else 200
