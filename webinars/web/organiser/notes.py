"""Private notes of a host: writing one on a registration or a webinar, and deleting one."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.languages import pick
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of, list_own_hosts
from webinars.queries.notes import get_note_of
from webinars.queries.people import get_registration_of
from webinars.services.notes import delete_note, write_note
from webinars.settings import current_settings
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.base import BaseForm
from webinars.web.forms.notes import NoteForm
from webinars.web.language import current_language
from webinars.web.long_forms import keep_expired_forms

bp = organiser_blueprint("organiser_notes")
keep_expired_forms(bp)


@bp.route("/webinars/<key>/people/<int:number>/notes", methods=["GET", "POST"])
def person(key: str, number: int) -> ResponseReturnValue:
    """Ask for a note on somebody's registration, and keep it."""
    registration = get_registration_of(current_organiser(), key, number)
    return _write(registration.webinar, number, registration.attendee.full_name)


@bp.route("/webinars/<key>/notes", methods=["GET", "POST"])
def webinar(key: str) -> ResponseReturnValue:
    """Ask for a note on a webinar, and keep it."""
    found = get_webinar_of(current_organiser(), key, Role.EDITOR)
    return _write(found, None, pick(found.titles, current_language()))


@bp.route("/webinars/<key>/notes/<int:number>/delete", methods=["GET", "POST"])
def delete(key: str, number: int) -> ResponseReturnValue:
    """Show the note that would be deleted, then delete it."""
    note = get_note_of(current_organiser(), key, number)
    back, form = _back(key, note.registration_id), BaseForm()
    if form.submitted():
        delete_note(current_organiser(), key, number, now=clock.now())
        return redirect(back, code=303)
    return render_template("organiser/notes/delete.html", form=form, note=note, back=back)


def _back(key: str, number: int | None) -> str:
    if number is None:
        return url_for("organiser_webinars.show", key=key, _anchor="notes")
    return url_for("organiser_registrations.show", key=key, number=number, _anchor="notes")


def _write(webinar: Webinar, number: int | None, about: str) -> ResponseReturnValue:
    organiser, back = current_organiser(), _back(webinar.key, number)
    form = NoteForm(list_own_hosts(organiser, webinar))
    if form.submitted():
        write_note(
            organiser,
            webinar.key,
            number,
            host=str(form.host.data),
            text=form.text.data or "",
            now=clock.now(),
        )
        return redirect(back, code=303)
    page = render_template(
        "organiser/notes/write.html",
        webinar=webinar,
        form=form,
        back=back,
        about=about,
        personal=number is not None,
        days=current_settings().note_days,
    )
    return page, 422 if form.mistakes else 200
