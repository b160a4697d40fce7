"""Programmes of webinars under one title, and the topics they carry."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.languages import Texts
from webinars.models.base import ROWS_NEVER_REUSED, Base
from webinars.models.host import KEY_LENGTH, Host

if TYPE_CHECKING:
    from webinars.models.reminder import Reminder
    from webinars.models.webinar import Webinar

series_hosts = Table(
    "series_hosts",
    Base.metadata,
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
    Column("host_id", ForeignKey("hosts.id"), primary_key=True),
)

series_topics = Table(
    "series_topics",
    Base.metadata,
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topics.id"), primary_key=True),
)


class Topic(Base):
    """A tag of the programme, with its pictogram."""

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    position: Mapped[int]
    """Order in lists."""
    icon: Mapped[str] = mapped_column(String(30))
    """Name of a pictogram, see ``rules/icons.py``."""
    names: Mapped[Texts] = mapped_column(JSON)


class Series(Base):
    """A programme of webinars under one title, by one or more hosts."""

    __tablename__ = "series"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    titles: Mapped[Texts] = mapped_column(JSON)
    teasers: Mapped[Texts] = mapped_column(JSON)
    descriptions: Mapped[Texts] = mapped_column(JSON)
    archived_at: Mapped[datetime | None]
    """Left out of the lists of the desk since then; the public sees it as before."""
    hosts: Mapped[list[Host]] = relationship(secondary=series_hosts, order_by=Host.name)
    topics: Mapped[list[Topic]] = relationship(secondary=series_topics, order_by=Topic.position)
    webinars: Mapped[list[Webinar]] = relationship(
        back_populates="series", order_by="Webinar.starts_at, Webinar.id"
    )
    reminders: Mapped[list[Reminder]] = relationship(
        back_populates="series", order_by="Reminder.position", cascade="all, delete-orphan"
    )
