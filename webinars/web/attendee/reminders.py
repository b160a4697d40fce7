"""No more reminders: the page behind the link in each of them, and one click of a mail program."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from webinars import clock
from webinars.extensions import csrf
from webinars.queries.objections import find_objection, find_registration_to_stop
from webinars.services.attendees import ask_for_link
from webinars.services.objections import Wish, choose_reminders
from webinars.web.forms.base import BaseForm
from webinars.web.forms.objections import RemindersForm
from webinars.web.language import current_language

bp = Blueprint("reminders", __name__)

LINK = "link"
"""Field of the form that asks for the personal link."""


@bp.get("/stop-reminders/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the choice; opening the link changes nothing."""
    return _show(token, RemindersForm(wish=_wish(token)))


@bp.post("/stop-reminders/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
def one_click(token: str) -> ResponseReturnValue:
    """Stop the reminders of this webinar for a mail program that says so (RFC 8058).

    The only form without protection: a mail program has neither cookie nor page, and the link
    itself proves who asks. It can do nothing else.
    """
    if request.form.get("List-Unsubscribe") != "One-Click":
        raise BadRequest
    choose_reminders(token, Wish.NONE_OF_WEBINAR, now=clock.now())
    return Response(gettext("No more reminders of this webinar."), mimetype="text/plain")


@bp.route("/reminders/<token>", methods=["GET", "POST"])
def choose(token: str) -> ResponseReturnValue:
    """Ask which reminders the person wants; keep it when the button is pressed.

    Another button sends the personal link to the person's address: this one does not open My page,
    as it never ends and may be passed on with a mail.
    """
    if LINK in request.form:
        return _send_link(token)
    form = RemindersForm(wish=_wish(token))
    saved = form.submitted() and choose_reminders(token, Wish(form.wish.data), now=clock.now())
    return _show(token, form, done="saved" if saved else "")


def _send_link(token: str) -> str:
    registration, sent = find_registration_to_stop(token), BaseForm().submitted()
    if registration is not None and sent:
        ask_for_link(registration.attendee.email, current_language(), now=clock.now())
    # Shown with the wish that is stored: the other form was not sent.
    form = RemindersForm(formdata=None, wish=_wish(token))
    return _show(token, form, done="link" if sent else "")


def _wish(token: str) -> str:
    """Return what to offer: the present wish, or the reason why people open this page."""
    registration = find_registration_to_stop(token)
    objection = None if registration is None else find_objection(registration)
    return Wish.NONE if objection and objection.webinar_id is None else Wish.NONE_OF_WEBINAR


def _show(token: str, form: RemindersForm, *, done: str = "") -> str:
    return render_template(
        "attendee/reminders.html",
        form=form,
        token=token,
        registration=find_registration_to_stop(token),
        link=LINK,
        done=done,
    )
