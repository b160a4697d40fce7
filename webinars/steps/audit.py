"""Writing down who did what, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webinars.models.audit import AuditEntry
from webinars.models.organiser import Organiser


def actor_of(organiser: Organiser) -> str:
    """Return how the audit log names an organiser: by number."""
    return f"organiser {organiser.id}"


def write_audit(
    session: Session,
    actor: str,
    action: str,
    subject: tuple[str, int | None],
    *,
    now: datetime,
    **details: Any,
) -> None:
    """Add one entry to the audit log.

    :param details: keys and counts; never names, addresses or texts of persons.
    """
    session.add(
        AuditEntry(
            happened_at=now,
            actor=actor,
            action=action,
            subject_type=subject[0],
            subject_id=subject[1],
            details=details,
        )
    )
