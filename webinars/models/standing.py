"""Registrations for a whole series: for every date that its hosts publish from then on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.attendee import Attendee
from webinars.models.base import Base, Retention, personal
from webinars.models.series import Series


class StandingRegistration(Base):
    """One attendee's wish to be registered for every further webinar of one series.

    It goes when the person ends it, or with the person.
    """

    __tablename__ = "standing_registrations"
    __table_args__ = (UniqueConstraint("series_id", "attendee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    series: Mapped[Series] = relationship()
    attendee_id: Mapped[int] = mapped_column(
        ForeignKey("attendees.id", ondelete="CASCADE"), index=True
    )
    attendee: Mapped[Attendee] = relationship()
    created_at: Mapped[datetime] = mapped_column(
        info=personal(
            "to register the person for further webinars of a series", Retention.REGISTRATION
        )
    )
    """When the form was sent: webinars published after then are further ones."""

    def __repr__(self) -> str:
        return f"<StandingRegistration {self.id} series={self.series_id}>"
