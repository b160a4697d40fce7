"""Writing to many people of a webinar: a draft, how it reads and to how many, then the act."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import ChangeRefusedError
from webinars.mail.previews import preview_announcement
from webinars.models.announcement import Announcement
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar
from webinars.queries.announcements import count_meant, get_announcement
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
from webinars.web.forms.announcements import READERS, AnnouncementForm, SendForm
from webinars.web.forms.base import BaseForm, version_in
from webinars.web.language import current_language
from webinars.web.long_forms import keep_expired_forms
from webinars.web.organiser.letters import (
    REFUSALS,
    address_in,
    carry_out,
    framed,
    known,
    show_letter,
)
from webinars.web.organiser.trials import TEST, tell_of_test

bp = organiser_blueprint("organiser_announcements")
keep_expired_forms(bp)


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
        form, organiser = SendForm(), current_organiser()
        people = sum(count_meant(row).values())
        if not (form.submitted() and form.counts_right(people)):
            return _show(webinar, row, form)
        seen, now = version_in(form.seen), clock.now()
        carry_out(row, lambda: send_announcement(organiser, key, number, seen=seen, now=now))
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.route("/webinars/<key>/announcements/<int:number>/undo", methods=["GET", "POST"])
def withhold(key: str, number: int) -> ResponseReturnValue:
    """Make it a draft again; who only looks is led to the page with the button."""
    webinar = _webinar(key)
    row = get_announcement(webinar, number)
    if request.method == "POST":
        form, organiser = SendForm(), current_organiser()
        if not form.submitted():
            return _show(webinar, row, form)
        seen, now = version_in(form.seen), clock.now()
        carry_out(row, lambda: withhold_announcement(organiser, key, number, seen=seen, now=now))
    return redirect(url_for(".show", key=key, number=number), code=303)


@bp.route(
    "/webinars/<key>/announcements/<int:number>/<mail_language>/test", methods=["GET", "POST"]
)
def test(key: str, number: int, mail_language: str) -> ResponseReturnValue:
    """Send the mail to whoever asks; who only looks is led to the page with the button."""
    webinar = _webinar(key)
    get_announcement(webinar, number)
    organiser, language = current_organiser(), known(mail_language)
    if BaseForm().submitted():
        session[TEST] = tell_of_test(
            organiser,
            lambda: send_test_of_announcement(organiser, key, number, language, now=clock.now()),
        )
    chosen: dict[str, Any] = {"in": language}
    return redirect(url_for(".show", key=key, number=number, **chosen), code=303)


@bp.get("/webinars/<key>/announcements/<int:number>/<mail_language>/mail")
def mail(key: str, number: int, mail_language: str) -> Response:
    """Give the HTML of the mail to the frame that shows it."""
    language = known(mail_language)
    webinar = get_webinar_of(current_organiser(), key)
    row = get_announcement(webinar, number)
    return framed(preview_announcement(row, webinar, language, now=clock.now()))


def _webinar(key: str) -> Webinar:
    return get_webinar_of(current_organiser(), key, Role.EDITOR)


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
    refusal = refusal_to_send(row, webinar, now)
    return show_letter(
        "organiser/announcements/show.html",
        row,
        count_meant(row),
        address=address_in("organiser_announcements", webinar.key, row.id),
        preview=lambda language: preview_announcement(row, webinar, language, now=now),
        now=now,
        webinar=webinar,
        form=form,
        reader_names=READERS,
        regions={region.key: region.names for region in list_regions()},
        refusal=None if refusal is None else REFUSALS[refusal],
        may_edit=may_at(current_organiser(), webinar, Role.EDITOR),
    )
