"""My data: a person's own calendar, the download of everything stored, and its erasure."""

from __future__ import annotations

import json

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webinars import clock
from webinars.documents.calendar_feed import Feed, calendar_feed
from webinars.errors import NotPossibleError
from webinars.models.registration import RegistrationState
from webinars.queries.hosts import list_hosts
from webinars.queries.registrations import (
    calendar_token,
    get_attendee_by_calendar,
    get_attendee_by_token,
    list_registrations,
    list_webinars_with_place,
)
from webinars.queries.speakers import list_spoken_at
from webinars.rules.host_order import ordered
from webinars.services.attendees import renew_calendar
from webinars.services.rights import erase_attendee, export_person
from webinars.settings import current_settings
from webinars.web.attendee.data_page import Reader, empty_parts, readable
from webinars.web.forms.base import BaseForm
from webinars.web.language import current_language
from webinars.web.spoken import keep_spoken, say_spoken, take_spoken

bp = Blueprint("my_data", __name__)

DONE = "data-done"
"""Key in the visitor's cookie: what was done on this page last; said once."""


@bp.route("/my/<token>/data", methods=["GET", "POST"])
def show(token: str) -> ResponseReturnValue:
    """Show what a person can do with the data about them; the form renews the calendar."""
    attendee = get_attendee_by_token(token)
    form = BaseForm()
    if form.submitted():
        renew_calendar(token, now=clock.now())
        session[DONE] = "renewed"
        return redirect(url_for(".show", token=token), code=303)
    path = url_for(".own_calendar", token=calendar_token(attendee))
    return render_template(
        "attendee/data.html",
        token=token,
        calendar=current_settings().public_base_url + path,
        form=form,
        done=session.pop(DONE, ""),
    )


@bp.get("/my/<token>/data.json")
def download(token: str) -> Response:
    """Give everything stored about the person, as a file."""
    data = export_person(get_attendee_by_token(token).email, now=clock.now())
    response = Response(json.dumps(data, ensure_ascii=False, indent=2), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="webinars-data.json"'
    return response


@bp.get("/my/<token>/data/read")
def read(token: str) -> str:
    """Show what the download holds, for people to read and print."""
    attendee = get_attendee_by_token(token)
    export = export_person(attendee.email, now=clock.now())
    reader = Reader(language=current_language(), zone=attendee.time_zone)
    return render_template(
        "attendee/data_read.html",
        token=token,
        export=export,
        responsible=_in_order(export["responsible"]),
        made_at=reader.moment(export["made_at"]),
        parts=readable(export["data"], reader),
        empty=empty_parts(export["data"]),
    )


@bp.route("/my/<token>/delete", methods=["GET", "POST"])
def delete(token: str) -> ResponseReturnValue:
    """Ask whether everything about the person is to go; erase it when the button is pressed."""
    attendee = get_attendee_by_token(token)
    form, refused = BaseForm(), False
    spoken = list_spoken_at(attendee.email)
    if form.submitted():
        try:
            erase_attendee(token, now=clock.now())
        except NotPossibleError:
            refused = True
        else:
            session.clear()
            keep_spoken(spoken)
            return redirect(url_for(".deleted"), code=303)
    held = [
        each
        for each in list_registrations(attendee.id)
        if each.state != RegistrationState.CANCELLED and each.webinar.ends_at > clock.now()
    ]
    page = render_template(
        "attendee/delete.html",
        token=token,
        form=form,
        count=len(held),
        refused=refused,
        **say_spoken(spoken),
    )
    return page, 409 if refused else 200


@bp.get("/data-deleted")
def deleted() -> str:
    """Say that nothing about the person is left, or what hosts publish."""
    return render_template("attendee/deleted.html", **take_spoken())


@bp.get("/my-calendar/<token>.ics")
def own_calendar(token: str) -> Response:
    """Give the calendar of the webinars that a person has a place at."""
    attendee = get_attendee_by_calendar(token)
    settings = current_settings()
    base = settings.public_base_url
    feed = Feed(
        name=gettext("My webinars"),
        language=current_language(),
        page_url=f"{base}/{current_language()}/",
        feed_url=base + request.path,
        organizer=settings.mail_sender,
        registered=True,
    )
    body = calendar_feed(feed, list_webinars_with_place(attendee.id), base)
    return Response(body, content_type="text/calendar; charset=utf-8")


def _in_order(responsible: list[dict[str, str]]) -> list[dict[str, str]]:
    names = [host.name for host in ordered(list_hosts(), current_language())]
    return sorted(responsible, key=lambda host: names.index(host["name"]))
