"""Private notes, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.support.saving import save
from webinars.models.host import Host
from webinars.models.note import Note
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar


def make_note(
    session: Session,
    host: Host,
    webinar: Webinar,
    registration: Registration | None = None,
    **overrides: Any,
) -> Note:
    """Make a note of a host on a registration, or on the webinar."""
    values = {
        "host_id": host.id,
        "webinar_id": webinar.id,
        "registration_id": None if registration is None else registration.id,
        "attendee_id": None if registration is None else registration.attendee_id,
        "text": "Asked for a sign language interpreter",
        "written_at": NOW,
    }
    return save(session, Note(**{**values, **overrides}))
