"""Private notes of a host: only organisers of the host that wrote one find it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.note import Note
from webinars.models.organiser import Organiser, Role
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of, list_hosts_of


def list_notes(
    organiser: Organiser, webinar: Webinar, registration: Registration | None = None
) -> list[Note]:
    """Return the notes on a registration, the oldest first; without one, those on the webinar."""
    number = None if registration is None else registration.id
    found = _own(organiser, Note.webinar_id == webinar.id, Note.registration_id == number)
    return list(session().scalars(found))


def find_noted(organiser: Organiser, people: Iterable[Registration]) -> set[int]:
    """Return the numbers of those of these registrations that there is a note on."""
    numbers = [each.id for each in people]
    found = _own(organiser, Note.registration_id.in_(numbers))
    return set(session().scalars(found.with_only_columns(Note.registration_id)))


def list_all_notes(organiser: Organiser, webinar: Webinar) -> dict[int, list[Note]]:
    """Return the notes on all registrations of a webinar, by number of the registration."""
    notes: dict[int, list[Note]] = {}
    for note in session().scalars(_own(organiser, Note.webinar_id == webinar.id)):
        if note.registration_id is not None:
            notes.setdefault(note.registration_id, []).append(note)
    return notes


def get_note_of(organiser: Organiser, key: str, number: int) -> Note:
    """Return a note that the organiser may delete; raises NotFoundError."""
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    own = _own(organiser, Note.id == number, Note.webinar_id == webinar.id, least=Role.EDITOR)
    found: Note | None = session().scalar(own)
    if found is None:
        raise NotFoundError(key)
    return found


def _own(
    organiser: Organiser, *conditions: ColumnElement[bool], least: Role = Role.VIEWER
) -> Select[Any]:
    own = {host.id for host in list_hosts_of(organiser, least)}
    return (
        select(Note)
        .where(Note.host_id.in_(own), *conditions)
        .order_by(Note.id)
        .options(joinedload(Note.author), joinedload(Note.host))
    )
