"""Reminders at their moment: one reminder of one webinar in one schedule version."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.base import ROWS_NEVER_REUSED, Base, choice
from webinars.models.reminder import Audience, Reminder
from webinars.models.webinar import Webinar


class OccurrenceState(StrEnum):
    """PLANNED → QUEUED (its messages are rows), MISSED (too late) or DROPPED (moved, cancelled,
    switched off).
    """

    PLANNED = "planned"
    QUEUED = "queued"
    MISSED = "missed"
    DROPPED = "dropped"


class Occurrence(Base):
    """When a reminder is due for one webinar at one schedule version."""

    __tablename__ = "occurrences"
    __table_args__ = (
        UniqueConstraint("reminder_id", "webinar_id", "version"),
        Index("ix_occurrences_state_due_at", "state", "due_at"),
        ROWS_NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_id: Mapped[int | None] = mapped_column(
        ForeignKey("reminders.id", ondelete="SET NULL"), index=True
    )
    """None: the rule has been deleted since."""
    reminder: Mapped[Reminder | None] = relationship()
    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    webinar: Mapped[Webinar] = relationship()
    version: Mapped[int]
    """Schedule version of the webinar."""
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    tells_of_recording: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it says that the recording is there, and is untrue without one."""
    due_at: Mapped[datetime]
    useful_until: Mapped[datetime]
    state: Mapped[OccurrenceState] = mapped_column(
        choice(OccurrenceState), default=OccurrenceState.PLANNED
    )
    reason: Mapped[str] = mapped_column(String(30), default="")
    """Why it was dropped or missed."""
    queued_at: Mapped[datetime | None]
