"""Questions about addresses that get no mails."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webinars.database.engine import session
from webinars.models.attendee import Attendee
from webinars.models.objection import Suppression, SuppressionReason
from webinars.settings import current_settings
from webinars.tokens import address_hash


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


def find_suppression(recipient_hash: str) -> SuppressionReason | None:
    """Return why an address gets no mails, by its keyed hash; None: it gets them."""
    statement = select(Suppression.reason).where(Suppression.recipient_hash == recipient_hash)
    return session().scalar(statement)


def map_suppressed(emails: Collection[str]) -> Mapping[str, SuppressionReason]:
    """Return why some of these addresses get no mails; the others do not stand in it."""
    key = current_settings().address_key
    hashed = {address_hash(key, email): email for email in emails}
    rows = session().execute(
        select(Suppression.recipient_hash, Suppression.reason).where(
            Suppression.recipient_hash.in_(hashed)
        )
    )
    return {hashed[recipient_hash]: reason for recipient_hash, reason in rows}
