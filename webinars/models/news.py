"""What a host writes to those who agreed to its news, and who they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.attendee import EMAIL_LENGTH
from webinars.models.base import ROWS_NEVER_REUSED, Base, Retention, personal
from webinars.models.host import Host
from webinars.models.letter import LetterColumns
from webinars.models.message import MessageKind, Subject

_TO_SEND = personal("to send the news of the host that the person agreed to", Retention.NEWS)


class NewsReader(Base):
    """One address and the news of one host; the consent itself stands in the ledger.

    Kept apart from attendees, whose data go sooner. Whoever withdraws leaves the keyed hash behind,
    so that the links in old mails go on meaning the same.
    """

    __tablename__ = "news_readers"
    __table_args__ = (
        UniqueConstraint("host_id", "recipient_hash"),
        Index("ix_news_readers_recipient_hash", "recipient_hash"),
        ROWS_NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    host: Mapped[Host] = relationship()
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), info=_TO_SEND)
    """Empty: nothing is sent there."""
    recipient_hash: Mapped[str] = mapped_column(String(64), info=_TO_SEND)
    language: Mapped[str] = mapped_column(String(2), info=_TO_SEND)
    """Of the mails."""
    confirmed_at: Mapped[datetime | None] = mapped_column(info=_TO_SEND)
    """Since when the news is sent; None: no more."""
    seen_at: Mapped[datetime] = mapped_column(info=_TO_SEND)
    """Last sign of life: an address that was confirmed."""


class News(LetterColumns, Base):
    """One letter of a host to everybody who agreed to its news; a draft until it is sent."""

    __tablename__ = "news"
    __table_args__ = ROWS_NEVER_REUSED
    kind = MessageKind.NEWS
    subject = Subject.NEWS

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    host: Mapped[Host] = relationship()
