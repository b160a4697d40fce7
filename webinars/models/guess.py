"""Attempts to sign in or to register, counted so that nobody can make many."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webinars.models.base import Base

COUNTED = timedelta(minutes=15)
"""How long an attempt to sign in counts."""

KEPT = timedelta(hours=1)
"""After that no attempt counts any more."""


class Guess(Base):
    """One attempt, in one bucket; deleted when it was right or counts no more."""

    __tablename__ = "guesses"
    __table_args__ = (Index("ix_guesses_key_hash_made_at", "key_hash", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    """Keyed hash of the bucket, such as an account or a network address."""
    made_at: Mapped[datetime]
