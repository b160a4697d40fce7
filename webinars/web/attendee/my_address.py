"""Using another e-mail address: asked for on my page, confirmed from both mailboxes."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.queries.address_changes import get_address_change
from webinars.queries.registrations import get_attendee_by_token
from webinars.services.address_changes import Progress, ask_for_change, confirm_change
from webinars.tokens import Purpose
from webinars.web.attendee.my_page import DONE
from webinars.web.forms.attendees import NewAddressForm
from webinars.web.forms.base import BaseForm

bp = Blueprint("my_address", __name__)


@bp.route("/my/<token>/address", methods=["GET", "POST"])
def ask(token: str) -> ResponseReturnValue:
    """Ask for the new address; write to it and to the present one."""
    attendee = get_attendee_by_token(token)
    form = NewAddressForm(attendee.email)
    if form.submitted():
        ask_for_change(token, form.email.data or "", now=clock.now())
        session[DONE] = "asked-address"
        return redirect(url_for("my_page.show", token=token), code=303)
    page = render_template("attendee/address.html", form=form, attendee=attendee, token=token)
    return page, 422 if form.mistakes else 200


@bp.route("/new-address/<token>", methods=["GET", "POST"])
def confirm_new(token: str) -> ResponseReturnValue:
    """Confirm from the new mailbox, by a button."""
    return _confirm(token, Purpose.NEW_ADDRESS)


@bp.route("/old-address/<token>", methods=["GET", "POST"])
def confirm_old(token: str) -> ResponseReturnValue:
    """Confirm from the mailbox used so far, by a button."""
    return _confirm(token, Purpose.OLD_ADDRESS)


def _confirm(token: str, purpose: Purpose) -> ResponseReturnValue:
    form, now = BaseForm(), clock.now()
    change = get_address_change(token, purpose, now)
    values = {"old": change.attendee.email, "new": change.email}
    progress: Progress | None = None
    if form.submitted():
        progress = confirm_change(token, purpose, now=now)
    return render_template(
        "attendee/address_confirm.html",
        form=form,
        from_new=purpose == Purpose.NEW_ADDRESS,
        progress=progress.name.lower() if progress else "",
        **values,
    )
