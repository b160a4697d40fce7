"""Long works of the desk, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.support.saving import save
from webinars.models.long_work import LongWork, LongWorkKind, LongWorkLine, LongWorkState
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar

PERSON = {
    "given_name": "Jo",
    "family_name": "Exemple",
    "organisation_name": "Exemple SA",
    "organisation_kind": "company",
    "region": "wallonia",
    "country": "BE",
    "language": "fr",
}


def make_long_work(
    session: Session,
    webinar: Webinar,
    organiser: Organiser,
    lines: int = 1,
    *,
    email: str = "",
    **overrides: Any,
) -> LongWork:
    """Make a prepared work that adds so many people, from line 2 on.

    :param email: of all of them; empty: each has its own.
    """
    values = {
        "kind": LongWorkKind.ADDITIONS,
        "state": LongWorkState.PREPARED,
        "webinar_id": webinar.id,
        "host_id": webinar.hosts[0].id,
        "organiser_id": organiser.id,
        "created_at": NOW,
    }
    work = save(session, LongWork(**{**values, **overrides}))
    for each in range(2, lines + 2):
        row = LongWorkLine(
            work_id=work.id, number=each, email=email or f"jo{each}@example.org", person=PERSON
        )
        save(session, row)
    return work
