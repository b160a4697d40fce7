"""Private notes of a host, on registrations and webinars."""

from __future__ import annotations

from datetime import datetime

from webinars.database.engine import transaction
from webinars.errors import NotFoundError
from webinars.models.note import Note
from webinars.models.organiser import Organiser, Role
from webinars.queries.memberships import get_webinar_of, list_own_hosts
from webinars.queries.notes import get_note_of
from webinars.queries.people import get_registration_of
from webinars.steps.audit import actor_of, write_audit


def write_note(
    organiser: Organiser,
    key: str,
    number: int | None,
    *,
    host: str,
    text: str,
    now: datetime,
) -> None:
    """Keep a note for one host of a webinar; the log tells the host that, and not what it says.

    :param number: of the registration that it is about; None: it is about the webinar.
    :param host: key of the host whose note it is.
    :raises NotFoundError: when the organiser may not write there for this host.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        writing = {each.key: each for each in list_own_hosts(organiser, webinar)}
        if host not in writing:
            raise NotFoundError(host)
        about = None if number is None else get_registration_of(organiser, key, number)
        note = Note(
            host_id=writing[host].id,
            webinar_id=webinar.id,
            registration_id=None if about is None else about.id,
            attendee_id=None if about is None else about.attendee_id,
            text=text,
            author_id=organiser.id,
            written_at=now,
        )
        session.add(note)
        # About the host, so that the log of the other one says nothing of it.
        write_audit(
            session,
            actor_of(organiser),
            "note.written",
            ("host", note.host_id),
            now=now,
            webinar=webinar.id,
            registration=number,
        )


def delete_note(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Delete a note of the organiser's host.

    :raises NotFoundError: when it is gone, or not the organiser's to delete.
    """
    with transaction() as session:
        note = get_note_of(organiser, key, number)
        session.delete(note)
        write_audit(
            session,
            actor_of(organiser),
            "note.deleted",
            ("host", note.host_id),
            now=now,
            webinar=note.webinar_id,
            registration=note.registration_id,
        )
