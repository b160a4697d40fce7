"""Who did what, when; kept apart from what it was done to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webinars.models.base import Base


class AuditEntry(Base):
    """One act that somebody may have to account for; holds keys and counts, never personal data."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(60))
    """``attendee``, ``speaker``, ``operator`` or ``worker``; organisers by number."""
    action: Mapped[str] = mapped_column(String(60))
    """Noun and verb, such as ``signup.confirmed``."""
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
