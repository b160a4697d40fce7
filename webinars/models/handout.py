"""Files that the hosts of a webinar give to everybody."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from webinars.models.base import ROWS_NEVER_REUSED, Base, choice

TITLE_LENGTH = 100
"""Characters of a title."""

MOST_HANDOUTS = 10
"""Files of one webinar."""


class HandoutKind(StrEnum):
    """What a handout is; the value is also how its file name ends."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"

    @property
    def media_type(self) -> str:
        """How browsers are told what it is."""
        return "application/pdf" if self is HandoutKind.PDF else f"image/{self}"


class Handout(Base):
    """A file of a webinar, public as soon as the webinar is online."""

    __tablename__ = "handouts"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(32), unique=True)
    """By which the public finds it."""
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    kind: Mapped[HandoutKind] = mapped_column(choice(HandoutKind))
    size: Mapped[int]
    """Bytes."""
    position: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Where it stands among those of its webinar; of two alike, the older one comes first."""
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
