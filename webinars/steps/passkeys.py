"""Passkeys that are taken away, inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.models.organiser import Passkey


def forget_passkeys(session: Session, organiser_id: int, passkey_id: int | None = None) -> int:
    """Delete one passkey of an organiser, or all; return how many there were."""
    which = [Passkey.organiser_id == organiser_id]
    if passkey_id is not None:
        which.append(Passkey.id == passkey_id)
    return count_changed(session, delete(Passkey).where(*which))
