"""Rules that send a mail at a moment relative to a webinar."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.base import Base, choice
from webinars.models.host import KEY_LENGTH

if TYPE_CHECKING:
    from webinars.models.series import Series
    from webinars.models.webinar import Webinar


class Anchor(StrEnum):
    """Which moment of the webinar, or which event, a reminder hangs on."""

    START = "start"
    END = "end"
    RECORDING = "recording"


class Audience(StrEnum):
    """Whom a reminder goes to."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    ATTENDED = "attended"
    LEFT_EARLY = "left-early"
    ABSENT = "absent"
    NETWORK = "network"
    SPEAKERS = "speakers"


class Reminder(Base):
    """A rule of a series (inherited by its webinars) or of one webinar.

    Either an elapsed time from the anchor (``offset_minutes``) or a wall-clock time so many days
    from it (``offset_days`` and ``at_time``, in the webinar's zone).
    """

    __tablename__ = "reminders"
    __table_args__ = (
        CheckConstraint("(series_id IS NULL) <> (webinar_id IS NULL)", name="one_owner"),
        UniqueConstraint("series_id", "key"),
        UniqueConstraint("webinar_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    """Name within its owner; a webinar's rule replaces the series' rule of the same key."""
    position: Mapped[int]
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    series: Mapped[Series | None] = relationship(back_populates="reminders")
    webinar_id: Mapped[int | None] = mapped_column(ForeignKey("webinars.id", ondelete="CASCADE"))
    webinar: Mapped[Webinar | None] = relationship(back_populates="reminders")
    active: Mapped[bool] = mapped_column(default=True)
    """False on a webinar switches the series' rule of this key off there."""
    anchor: Mapped[Anchor] = mapped_column(choice(Anchor))
    offset_minutes: Mapped[int | None]
    """Elapsed minutes from the anchor, negative before it."""
    offset_days: Mapped[int | None]
    """Calendar days from the anchor's date, negative before it; needs ``at_time``."""
    at_time: Mapped[str | None] = mapped_column(String(5))
    """Wall-clock time ``HH:MM``; None with ``offset_days``: the anchor's own wall-clock time."""
    audience: Mapped[Audience] = mapped_column(choice(Audience), default=Audience.CONFIRMED)
    useful_minutes: Mapped[int | None]
    """Minutes after its due time in which it may still be sent; None: the default of its kind."""
