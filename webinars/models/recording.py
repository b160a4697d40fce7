"""What a webinar says of its recording."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, mapped_column

from webinars.models.base import choice


class Recording(StrEnum):
    """Whether the talks will be recorded."""

    NONE = "none"
    PLANNED = "planned"


class Recorded:
    """Columns of a webinar about its recording."""

    recording: Mapped[Recording] = mapped_column(choice(Recording), default=Recording.NONE)
    recording_url: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    """Where everybody can watch it once the webinar is over; empty: nowhere yet."""
    recording_until: Mapped[date | None]
    """The last day on which it can be watched there; None: that is not known."""
    recording_due_at: Mapped[datetime | None]
    """When those who wait for it are told: the settle time after its address was entered."""
