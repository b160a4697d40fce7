"""Questions about the passkeys of organisers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.models.organiser import Organiser, Passkey


def list_passkeys(organiser: Organiser) -> list[Passkey]:
    """Return the passkeys of an organiser, the oldest first."""
    statement = select(Passkey).where(Passkey.organiser_id == organiser.id).order_by(Passkey.id)
    return list(session().scalars(statement))


def find_passkey(credential: str) -> Passkey | None:
    """Return the passkey that a device knows by this, with whose it is."""
    return session().scalar(
        select(Passkey)
        .where(Passkey.credential == credential)
        .options(joinedload(Passkey.organiser))
    )
