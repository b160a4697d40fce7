"""What people do not want to receive, and addresses that must not be written to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webinars.models.base import Base, Erasure, Retention, choice, personal, purpose

_TO_RESPECT = purpose("to send no reminders that the person does not want")
_TO_SUPPRESS = purpose("to write no more to an address that refuses or objects")


class ReminderObjection(Base):
    """An attendee's wish to get no reminders: of one webinar, or of any."""

    __tablename__ = "reminder_objections"
    __table_args__ = (
        Index("uq_reminder_objections_webinar", "attendee_id", "webinar_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendees.id", ondelete="CASCADE"))
    webinar_id: Mapped[int | None] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    """None: of all webinars."""
    created_at: Mapped[datetime] = mapped_column(info=personal(_TO_RESPECT, Retention.REGISTRATION))


class SuppressionReason(StrEnum):
    """Why an address is not written to any more."""

    HARD_BOUNCE = "hard-bounce"
    SOFT_BOUNCES = "soft-bounces"
    COMPLAINT = "complaint"
    OBJECTION = "objection"


class Suppression(Base):
    """An address that gets no mails, by its keyed hash."""

    __tablename__ = "suppressions"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_hash: Mapped[str] = mapped_column(
        String(64), unique=True, info=personal(_TO_SUPPRESS, Retention.SUPPRESSION, Erasure.HASH)
    )
    reason: Mapped[SuppressionReason] = mapped_column(
        choice(SuppressionReason),
        info=personal(_TO_SUPPRESS, Retention.SUPPRESSION, Erasure.HASH),
    )
    created_at: Mapped[datetime]
