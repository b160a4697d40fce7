"""Notes that the team of one host keeps for itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.base import ROWS_NEVER_REUSED, Base, Retention, personal, purpose
from webinars.models.host import Host
from webinars.models.organiser import Organiser

NOTE_LENGTH = 1000
"""Characters of a note."""

_TO_PREPARE = purpose("to let the team of one host prepare a webinar and look after its people")


class Note(Base):
    """A short text on one registration, or on a webinar; other hosts never see it.

    It goes some days after the webinar, or with the person before then.
    """

    __tablename__ = "notes"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    host: Mapped[Host] = relationship()
    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    """None: the note is about the webinar."""
    attendee_id: Mapped[int | None] = mapped_column(
        ForeignKey("attendees.id", ondelete="CASCADE"), index=True
    )
    """Of the registration: whom the note is about."""
    text: Mapped[str] = mapped_column(
        String(NOTE_LENGTH), info=personal(_TO_PREPARE, Retention.NOTE)
    )
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisers.id", ondelete="SET NULL"), index=True
    )
    """None: somebody whose access is deleted."""
    author: Mapped[Organiser | None] = relationship()
    written_at: Mapped[datetime] = mapped_column(info=personal(_TO_PREPARE, Retention.NOTE))
