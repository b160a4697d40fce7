"""What organisers write to many people at once, in their own words."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webinars.models.base import ROWS_NEVER_REUSED, Base, choice
from webinars.models.host import KEY_LENGTH
from webinars.models.letter import LetterColumns
from webinars.models.message import MessageKind, Subject


class Readers(StrEnum):
    """Who of a webinar's people an announcement goes to."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    REQUESTED = "requested"
    ATTENDED = "attended"
    ABSENT = "absent"


FOLLOW_UPS = (Readers.ATTENDED, Readers.ABSENT)
"""What goes to them is no news that they need: whoever wants no reminders does not get it."""


class Announcement(LetterColumns, Base):
    """One letter about a webinar to all or some of its people; a draft until it is sent."""

    __tablename__ = "announcements"
    __table_args__ = ROWS_NEVER_REUSED

    kind = MessageKind.ANNOUNCEMENT
    subject = Subject.ANNOUNCEMENT

    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    readers: Mapped[Readers] = mapped_column(choice(Readers))
    region: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    """Only people from there: key of a region, or ``elsewhere``; empty: from anywhere."""
