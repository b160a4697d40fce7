"""What teams say in their own words in the mails that the service writes by itself."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webinars.languages import Texts
from webinars.models.base import Base, choice


class WordsKind(StrEnum):
    """Mails about one webinar that can begin and end in own words."""

    REGISTERED = "registered"
    WAITING = "waiting"
    REQUESTED = "requested"
    INVITATION = "invitation"
    MOVED_UP = "moved-up"
    APPROVED = "approved"
    REMINDER = "reminder"
    REMINDER_TOMORROW = "reminder-tomorrow"
    REMINDER_SOON = "reminder-soon"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    ABSENT = "absent"
    OVER = "over"
    RECORDING = "recording"


class OwnWords(Base):
    """The words of one kind of mail for a webinar, a series or a host; empty: the usual ones."""

    __tablename__ = "own_words"
    __table_args__ = (
        UniqueConstraint("host_id", "kind"),
        UniqueConstraint("series_id", "kind"),
        UniqueConstraint("webinar_id", "kind"),
        CheckConstraint(
            "CASE WHEN host_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN series_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN webinar_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_place",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[WordsKind] = mapped_column(choice(WordsKind))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id", ondelete="CASCADE"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    webinar_id: Mapped[int | None] = mapped_column(ForeignKey("webinars.id", ondelete="CASCADE"))
    subjects: Mapped[Texts] = mapped_column(JSON)
    """Subject lines."""
    openings: Mapped[Texts] = mapped_column(JSON)
    """What follows the greeting."""
    closings: Mapped[Texts] = mapped_column(JSON)
    """What stands before the regards."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised whenever they are changed."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisers.id", ondelete="SET NULL"), index=True
    )
