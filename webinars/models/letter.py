"""What letters to many have in common, whoever they are meant for."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from webinars.languages import Texts
from webinars.models.message import MessageKind, Subject


class LetterColumns:
    """The words, and whether they are a draft; mixed into the tables of letters."""

    kind: ClassVar[MessageKind]
    """Of the messages that bring it; a constant of the class, like the next."""
    subject: ClassVar[Subject]

    id: Mapped[int] = mapped_column(primary_key=True)
    titles: Mapped[Texts] = mapped_column(JSON)
    """Subject lines."""
    texts: Mapped[Texts] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    """Raised whenever it is edited, sent or taken back; its messages carry the one of then."""
    released_at: Mapped[datetime | None]
    """When it was sent; None: a draft."""
    created_at: Mapped[datetime]
