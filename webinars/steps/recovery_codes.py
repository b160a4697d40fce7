"""Codes that stand in for an authenticator, inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.models.organiser import RecoveryCode


def forget_codes(session: Session, organiser_id: int, code_hash: str | None = None) -> int:
    """Delete one code of an organiser, or all; return how many there were."""
    which = [RecoveryCode.organiser_id == organiser_id]
    if code_hash is not None:
        which.append(RecoveryCode.code_hash == code_hash)
    return count_changed(session, delete(RecoveryCode).where(*which))
