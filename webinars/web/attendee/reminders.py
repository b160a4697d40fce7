"""No more reminders: the page behind the link in each of them, and one click of a mail program."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from webinars import clock
from webinars.extensions import csrf
from webinars.queries.objections import find_objection, find_registration_to_stop
from webinars.services.objections import Wish, choose_reminders
from webinars.web.forms.objections import RemindersForm

bp = Blueprint("reminders", __name__)


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
    """Ask which reminders the person wants; keep it when the button is pressed."""
    form = RemindersForm(wish=_wish(token))
    saved = form.submitted() and choose_reminders(token, Wish(form.wish.data), now=clock.now())
    return _show(token, form, saved=saved)


def _wish(token: str) -> str:
    """Return what to offer: the present wish, or the reason why people open this page."""
    registration = find_registration_to_stop(token)
    objection = None if registration is None else find_objection(registration)
    return Wish.NONE if objection and objection.webinar_id is None else Wish.NONE_OF_WEBINAR


def _show(token: str, form: RemindersForm, *, saved: bool = False) -> str:
    return render_template(
        "attendee/reminders.html",
        form=form,
        token=token,
        registration=find_registration_to_stop(token),
        saved=saved,
    )
