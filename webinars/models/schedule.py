"""When a webinar takes place, as it was told: one row for each schedule version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webinars.languages import Texts
from webinars.models.base import Base
from webinars.models.types import WallTime


class Schedule(Base):
    """The time of a webinar in one schedule version, so that a later mail can name the old one."""

    __tablename__ = "schedules"
    __table_args__ = (UniqueConstraint("webinar_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinars.id", ondelete="CASCADE"))
    version: Mapped[int]
    local_start: Mapped[datetime] = mapped_column(WallTime)
    time_zone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reasons: Mapped[Texts] = mapped_column(JSON, default=dict)
    """Why it was moved to this time; empty: not told."""
    public: Mapped[bool]
    """Whether the webinar was online while this version held."""
    created_at: Mapped[datetime]
    """Since when this version holds."""
