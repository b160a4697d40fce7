"""Who joined a webinar."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webinars.models.base import Base, Retention, personal, purpose

_TO_COUNT = purpose("to know who took part")


class Attendance(Base):
    """The use of a registration's join button: first and last time."""

    __tablename__ = "attendances"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), unique=True
    )
    attendee_id: Mapped[int] = mapped_column(
        ForeignKey("attendees.id", ondelete="CASCADE"), index=True
    )
    joined_at: Mapped[datetime] = mapped_column(info=personal(_TO_COUNT, Retention.REGISTRATION))
    last_joined_at: Mapped[datetime] = mapped_column(
        info=personal(_TO_COUNT, Retention.REGISTRATION)
    )
