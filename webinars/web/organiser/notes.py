"""Private notes of a host: writing one on a registration, and deleting one."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.webinar import Webinar
from webinars.queries.notes import get_note_of, list_writing_hosts
from webinars.queries.people import get_registration_of
from webinars.services.notes import delete_note, write_note
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.base import BaseForm
from webinars.web.forms.notes import NoteForm

bp = organiser_blueprint("organiser_notes")


@bp.route("/webinars/<key>/people/<int:number>/notes", methods=["GET", "POST"])
def person(key: str, number: int) -> ResponseReturnValue:
    """Ask for a note on somebody's registration, and keep it."""
    registration = get_registration_of(current_organiser(), key, number)
    back = url_for("organiser_registrations.show", key=key, number=number, _anchor="notes")
    return _write(registration.webinar, number, back, registration.attendee.full_name)


@bp.route("/webinars/<key>/notes/<int:number>/delete", methods=["GET", "POST"])
def delete(key: str, number: int) -> ResponseReturnValue:
    """Show the note that would be deleted, then delete it."""
    note = get_note_of(current_organiser(), key, number)
    back = url_for(
        "organiser_registrations.show", key=key, number=note.registration_id, _anchor="notes"
    )
    form = BaseForm()
    if form.submitted():
        delete_note(current_organiser(), key, number, now=clock.now())
        return redirect(back, code=303)
    return render_template("organiser/notes/delete.html", form=form, note=note, back=back)


def _write(webinar: Webinar, number: int | None, back: str, about: str) -> ResponseReturnValue:
    organiser = current_organiser()
    form = NoteForm(list_writing_hosts(organiser, webinar))
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
        "organiser/notes/write.html", webinar=webinar, form=form, back=back, about=about
    )
    return page, 422 if form.mistakes else 200
