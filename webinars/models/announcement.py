"""What organisers write to many people at once, in their own words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webinars.languages import Texts
from webinars.models.base import ROWS_NEVER_REUSED, Base, choice
from webinars.models.host import KEY_LENGTH


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


class Announcement(Base):
    """One letter about a webinar to all or some of its people; a draft until it is sent."""

    __tablename__ = "announcements"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    readers: Mapped[Readers] = mapped_column(choice(Readers))
    region: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    """Only people from there: key of a region, or ``elsewhere``; empty: from anywhere."""
    titles: Mapped[Texts] = mapped_column(JSON)
    """Subject lines."""
    texts: Mapped[Texts] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    """Raised whenever it is edited, sent or taken back; its messages carry the one of then."""
    released_at: Mapped[datetime | None]
    """When it was sent; None: a draft."""
    created_at: Mapped[datetime]
