"""Writing to many people of a webinar: a draft, how it reads and to how many, then the act."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from webinars import clock
from webinars.errors import ChangeRefusedError, NotFoundError, Refusal
from webinars.languages import LANGUAGES
from webinars.mail.previews import preview_announcement
from webinars.models.announcement import Announcement
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar
from webinars.queries.announcements import (
    count_announcement_outcomes,
    count_meant,
    find_announcement_departure,
    get_announcement,
)
from webinars.queries.hosts import list_regions
from webinars.queries.memberships import get_webinar_of, may_at
from webinars.services.announcements import (
    Letter,
    draft_announcement,
    edit_announcement,
    refusal_to_send,
    send_announcement,
    withhold_announcement,
)
from webinars.services.trials import send_test_of_announcement
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.announcements import (
    MANY,
    READERS,
    AnnouncementForm,
    SendForm,
    version_in,
)
from webinars.web.forms.messages import OUTCOME_NAMES
from webinars.web.frames import FRAME_POLICY, MAIL_POLICY
from webinars.web.language import current_language
from webinars.web.organiser.trials import TEST, tell_of_test

bp = organiser_blueprint("organiser_announcements")

DONE = "announcement"
"""Key in the cookie: what was done with which announcement; said once."""

REFUSALS = {
    Refusal.MEANWHILE: lazy_gettext(
        "Somebody has edited or sent this message in the meantime, or its e-mails have left."
        " Nothing of yours was done: please look at how it stands now."
    ),
    Refusal.NOT_PUBLISHED: lazy_gettext(
        "Only people of a published webinar can be written to. You can keep the draft."
    ),
    Refusal.UNKNOWN_YET: lazy_gettext("Who took part is known only after the end."),
    Refusal.OVER: lazy_gettext(
        "After the end, write to those who took part, or to those who did not."
    ),
}


@bp.route("/webinars/<key>/announcements/new", methods=["GET", "POST"])
def create(key: str) -> ResponseReturnValue:
    """Ask for the words; keep them as a draft."""
    webinar = _webinar(key)
    form = _form(None)
    now = clock.now()
    if not form.is_right(webinar, now):
        return _show_form(webinar, form, None)
    letter = Letter(**form.letter())
    number = draft_announcement(current_organiser(), key, letter, now=now)
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.route("/webinars/<key>/announcements/<int:number>/edit", methods=["GET", "POST"])
def edit(key: str, number: int) -> ResponseReturnValue:
    """Ask for other words of a draft."""
    webinar = _webinar(key)
    row = get_announcement(webinar, number)
    form = _form(row)
    if not form.is_right(webinar, clock.now()):
        return _show_form(webinar, form, row)
    letter, seen = Letter(**form.letter()), version_in(form.seen)
    try:
        edit_announcement(current_organiser(), key, number, letter, seen=seen)
    except ChangeRefusedError as refused:
        # What was typed stays on the page.
        return _show_form(webinar, form, row, str(REFUSALS[refused.why])), 409
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.get("/webinars/<key>/announcements/<int:number>")
def show(key: str, number: int) -> ResponseReturnValue:
    """Show how it reads, who gets it and what became of it."""
    webinar = get_webinar_of(current_organiser(), key)
    row = get_announcement(webinar, number)
    return _show(webinar, row, SendForm(data={"seen": str(row.version)}))


@bp.route("/webinars/<key>/announcements/<int:number>/send", methods=["GET", "POST"])
def send(key: str, number: int) -> ResponseReturnValue:
    """Send it; who only looks is led to the page with the button."""
    webinar = _webinar(key)
    row = get_announcement(webinar, number)
    if request.method == "POST":
        form = SendForm()
        people = sum(count_meant(row).values())
        if not (form.submitted() and form.counts_right(people)):
            return _show(webinar, row, form)
        seen, now = version_in(form.seen), clock.now()
        try:
            told = send_announcement(current_organiser(), key, number, seen=seen, now=now)
            session[DONE] = {"number": number, "told": told}
        except ChangeRefusedError as refused:
            session[DONE] = {"number": number, "refused": refused.why.name}
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.route("/webinars/<key>/announcements/<int:number>/undo", methods=["GET", "POST"])
def withhold(key: str, number: int) -> ResponseReturnValue:
    """Make it a draft again; who only looks is led to the page with the button."""
    webinar = _webinar(key)
    get_announcement(webinar, number)
    if request.method == "POST":
        seen, now = version_in(SendForm().seen), clock.now()
        try:
            withhold_announcement(current_organiser(), key, number, seen=seen, now=now)
            session[DONE] = {"number": number, "undone": True}
        except ChangeRefusedError as refused:
            session[DONE] = {"number": number, "refused": refused.why.name}
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.route(
    "/webinars/<key>/announcements/<int:number>/<mail_language>/test", methods=["GET", "POST"]
)
def test(key: str, number: int, mail_language: str) -> ResponseReturnValue:
    """Send the mail to whoever asks; who only looks is led to the page with the button."""
    webinar = _webinar(key)
    get_announcement(webinar, number)
    organiser, language = current_organiser(), _known(mail_language)
    if request.method == "POST":
        session[TEST] = tell_of_test(
            organiser,
            lambda: send_test_of_announcement(organiser, key, number, language, now=clock.now()),
        )
    chosen: dict[str, Any] = {"in": language}
    return redirect(url_for(".show", key=key, number=number, **chosen), code=303)


@bp.get("/webinars/<key>/announcements/<int:number>/<mail_language>/mail")
def mail(key: str, number: int, mail_language: str) -> Response:
    """Give the HTML of the mail to the frame that shows it."""
    language = _known(mail_language)
    webinar = get_webinar_of(current_organiser(), key)
    row = get_announcement(webinar, number)
    response = make_response(preview_announcement(row, webinar, language, now=clock.now()).html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _webinar(key: str) -> Webinar:
    return get_webinar_of(current_organiser(), key, Role.EDITOR)


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise NotFoundError(language)
    return language


def _form(row: Announcement | None) -> AnnouncementForm:
    form = AnnouncementForm.of(row)
    form.offer(list_regions(), current_language())
    return form


def _show_form(
    webinar: Webinar, form: AnnouncementForm, row: Announcement | None, refused: str = ""
) -> str:
    return render_template(
        "organiser/announcements/form.html", webinar=webinar, form=form, row=row, refused=refused
    )


def _show(webinar: Webinar, row: Announcement, form: SendForm) -> Response:
    now = clock.now()
    asked = request.args.get("in", "")
    chosen = asked if asked in LANGUAGES else current_language()
    done = session.pop(DONE, None) or {}
    done = done if done.get("number") == row.id else {}
    departure = find_announcement_departure(row) if row.released_at else None
    refusal = refusal_to_send(row, webinar, now)
    page = render_template(
        "organiser/announcements/show.html",
        webinar=webinar,
        row=row,
        form=form,
        readers=count_meant(row),
        reader_names=READERS,
        regions={region.key: region.names for region in list_regions()},
        many=MANY,
        chosen=chosen,
        preview=preview_announcement(row, webinar, chosen, now=now),
        refusal=None if refusal is None else REFUSALS[refusal],
        departure=departure if departure and departure > now else None,
        outcomes=count_announcement_outcomes(row),
        outcome_names=OUTCOME_NAMES,
        tested=session.pop(TEST, None),
        told=done.get("told"),
        undone=done.get("undone", False),
        refused=REFUSALS[Refusal[done["refused"]]] if "refused" in done else "",
        may_edit=may_at(current_organiser(), webinar, Role.EDITOR),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response
