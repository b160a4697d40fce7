"""Asking for the personal link again: one answer for every address."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.services.attendees import ask_for_link
from webinars.web.forms.attendees import LostLinkForm
from webinars.web.language import current_language

bp = Blueprint("lost_link", __name__)


@bp.route("/lost-link", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for the address; send the link there if an attendee has it, and never say which."""
    form = LostLinkForm()
    if form.submitted():
        ask_for_link(form.email.data or "", current_language(), now=clock.now())
        return redirect(url_for(".sent"), code=303)
    page = render_template("public/lost_link/ask.html", form=form)
    return page, 422 if form.mistakes else 200


@bp.get("/lost-link/sent")
def sent() -> ResponseReturnValue:
    """Say what happens next, the same for every address."""
    return render_template("public/lost_link/sent.html")
