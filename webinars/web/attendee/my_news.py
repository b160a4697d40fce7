"""No more news of a host: by the link in each mail, one click of a mail program, or on my page."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from webinars import clock
from webinars.extensions import csrf
from webinars.queries.hosts import get_host
from webinars.queries.news import find_news_reader, list_news_consents
from webinars.queries.registrations import get_attendee_by_token
from webinars.services.consents import withdraw_by_link, withdraw_on_page
from webinars.web.attendee.my_page import DONE
from webinars.web.forms.base import BaseForm

bp = Blueprint("my_news", __name__)


@bp.get("/stop-news/<token>")
def show(token: str) -> str:
    """Show the button; opening the link changes nothing."""
    return _show(token, BaseForm())


@bp.post("/stop-news/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
def one_click(token: str) -> ResponseReturnValue:
    """Withdraw the consent for a mail program that says so (RFC 8058).

    Without protection like that of reminders: a mail program has neither cookie nor page, and the
    link itself proves who asks. It can do nothing else.
    """
    if request.form.get("List-Unsubscribe") != "One-Click":
        raise BadRequest
    withdraw_by_link(token, now=clock.now())
    return Response(gettext("No more news."), mimetype="text/plain")


@bp.route("/news/<token>", methods=["GET", "POST"])
def choose(token: str) -> str:
    """Ask whether no more news is wanted; withdraw the consent when the button is pressed."""
    form = BaseForm()
    if form.submitted():
        withdraw_by_link(token, now=clock.now())
    return _show(token, form)


@bp.route("/my/<token>/news/<key>", methods=["GET", "POST"])
def withdraw(token: str, key: str) -> ResponseReturnValue:
    """Ask the same on my page."""
    attendee, host, form = get_attendee_by_token(token), get_host(key), BaseForm()
    if form.submitted():
        withdraw_on_page(token, key, now=clock.now())
        session[DONE] = "ended-news"
        return redirect(url_for("my_page.show", token=token), code=303)
    gets = host.id in {each.host_id for each, _ in list_news_consents(attendee)}
    action = url_for(".withdraw", token=token, key=key)
    return render_template("attendee/news.html", form=form, host=host, gets=gets, action=action)


def _show(token: str, form: BaseForm) -> str:
    reader = find_news_reader(token)
    return render_template(
        "attendee/news.html",
        form=form,
        host=reader.host if reader else None,
        gets=reader is not None and reader.confirmed_at is not None,
        action=url_for(".choose", token=token),
    )
