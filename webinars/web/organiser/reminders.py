"""The reminders of a webinar as a time line: what leaves when, to how many, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotFoundError
from webinars.languages import LANGUAGES
from webinars.mail.message_words import Clock, message_words
from webinars.mail.previews import preview_reminder
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.joined import find_joined_at
from webinars.queries.memberships import get_webinar_of, may_at
from webinars.queries.people import PAGE, get_figures
from webinars.queries.timelines import (
    Entry,
    count_left_out,
    get_entry,
    list_readers,
    list_timeline,
    seen_by,
)
from webinars.services.trials import send_test_of_reminder
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.frames import FRAME_POLICY, MAIL_POLICY
from webinars.web.language import current_language
from webinars.web.organiser.pages import page_number
from webinars.web.organiser.trials import TEST, tell_of_test
from webinars.web.organiser.words import RuleLine, rule_lines

bp = organiser_blueprint("organiser_reminders")


@dataclass(frozen=True)
class Stop:
    """A reminder on the time line."""

    entry: Entry
    line: RuleLine
    """The rule in words."""
    open: bool
    """Whether it can still be changed: its moment has not come."""


@bp.get("/webinars/<key>/reminders")
def index(key: str) -> str:
    """Show all reminders in the order of their moments."""
    webinar = get_webinar_of(current_organiser(), key)
    stops = _stops(webinar, list_timeline(webinar))
    return render_template(
        "organiser/reminders/index.html",
        before=[each for each in stops if _is_before(each.entry, webinar)],
        after=[each for each in stops if not _is_before(each.entry, webinar)],
        off=[line for line in rule_lines(webinar) if not line.columns["active"]],
        figures=get_figures(webinar, clock.now()),
        may_edit=may_at(current_organiser(), webinar, Role.EDITOR),
        saved="saved" in request.args,
        webinar=webinar,
    )


@bp.get("/webinars/<key>/reminders/<rule>")
def show(key: str, rule: str) -> ResponseReturnValue:
    """Show one reminder as it will arrive, and who gets it."""
    webinar = get_webinar_of(current_organiser(), key)
    entry = get_entry(webinar, rule)
    seen = seen_by(entry, webinar, find_joined_at(current_organiser(), webinar))
    chosen = request.args.get("in", current_language())
    chosen = chosen if chosen in LANGUAGES else current_language()
    pages = max(1, -(-seen.total // PAGE))
    number = page_number(pages)
    clock_shown = Clock(webinar.time_zone, current_language())
    readers = [
        (person, message_words(message, clock_shown) if message else "")
        for person, message in list_readers(seen, skip=(number - 1) * PAGE, limit=PAGE)
    ]
    response = make_response(
        render_template(
            "organiser/reminders/show.html",
            stop=_stops(webinar, [entry])[0],
            preview=preview_reminder(webinar, entry.rule, chosen, now=_read(entry, webinar)),
            chosen=chosen,
            tested=session.pop(TEST, None),
            may_edit=may_at(current_organiser(), webinar, Role.EDITOR),
            readers=readers,
            left_out=count_left_out(webinar, entry),
            page=number,
            pages=pages,
            first=(number - 1) * PAGE + 1,
            webinar=webinar,
        )
    )
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


@bp.route("/webinars/<key>/reminders/<rule>/<mail_language>/test", methods=["GET", "POST"])
def test(key: str, rule: str, mail_language: str) -> ResponseReturnValue:
    """Send the mail to whoever asks; who only looks is led to the page with the button."""
    if mail_language not in LANGUAGES:
        raise NotFoundError(mail_language)
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    entry = get_entry(webinar, rule)
    if request.method == "POST":
        read = _read(entry, webinar)
        said = tell_of_test(
            organiser,
            lambda: send_test_of_reminder(
                organiser, key, rule, mail_language, read=read, now=clock.now()
            ),
        )
        session[TEST] = said
    chosen: dict[str, Any] = {"in": mail_language}
    return redirect(url_for(".show", key=key, rule=rule, **chosen), code=303)


@bp.get("/webinars/<key>/reminders/<rule>/<mail_language>/mail")
def mail(key: str, rule: str, mail_language: str) -> Response:
    """Give the HTML of the mail to the frame that shows it."""
    if mail_language not in LANGUAGES:
        raise NotFoundError(mail_language)
    webinar = get_webinar_of(current_organiser(), key)
    entry = get_entry(webinar, rule)
    now = _read(entry, webinar)
    preview = preview_reminder(webinar, entry.rule, mail_language, now=now)
    response = make_response(preview.html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _stops(webinar: Webinar, entries: list[Entry]) -> list[Stop]:
    lines = {line.columns["key"]: line for line in rule_lines(webinar)}
    now = clock.now()
    cancelled = webinar.state == WebinarState.CANCELLED
    return [
        Stop(
            entry,
            lines[entry.rule.key],
            not cancelled and (entry.window is None or entry.window.due_at > now),
        )
        for entry in entries
    ]


def _is_before(entry: Entry, webinar: Webinar) -> bool:
    return entry.window is not None and entry.window.due_at < webinar.starts_at


def _read(entry: Entry, webinar: Webinar) -> datetime:
    """Return when the mail is read: at its moment, or after the end when nobody knows it yet."""
    return webinar.ends_at if entry.window is None else entry.window.due_at
