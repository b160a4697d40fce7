"""Questions about addresses that get no mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webinars.database.engine import session
from webinars.models.attendee import Attendee
from webinars.models.objection import Suppression


@dataclass(frozen=True, kw_only=True)
class Suppressed:
    """A suppression, and the address as far as we still know it."""

    suppression: Suppression
    email: str
    """Empty: nobody with this address is registered; only its keyed hash is kept."""


def list_suppressions() -> Sequence[Suppressed]:
    """Return all suppressions, the latest first."""
    rows = session().execute(
        select(Suppression, Attendee.email)
        .outerjoin(Attendee, Attendee.recipient_hash == Suppression.recipient_hash)
        .order_by(Suppression.created_at.desc(), Suppression.id.desc())
    )
    return [Suppressed(suppression=row[0], email=row[1] or "") for row in rows]
