"""Codes that stand in for an authenticator, inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from webinars.models.organiser import RecoveryCode


def forget_codes(session: Session, organiser_id: int, code_hash: str | None = None) -> int:
    """Delete one code of an organiser, or all; return how many there were."""
    which = [RecoveryCode.organiser_id == organiser_id]
    if code_hash is not None:
        which.append(RecoveryCode.code_hash == code_hash)
    result = session.execute(
        delete(RecoveryCode).where(*which).execution_options(synchronize_session=False)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0
