"""A change of what is online that other hosts have to agree to first."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.languages import Texts
from webinars.models.base import ROWS_NEVER_REUSED, Base, choice
from webinars.models.host import Host
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar

ASKING, ANSWERING = 1, 2
"""Versions of the mails about a proposal: to those asked, and back to who made it."""


class ProposalState(StrEnum):
    """OPEN → AGREED, DECLINED, WITHDRAWN or OVERTAKEN, and then for ever."""

    OPEN = "open"
    AGREED = "agreed"
    """By every host that was asked: it holds."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"
    """It could not be done any more: the webinar had been moved or cancelled, or had begun."""


_CHANGE = text("state = 'open' AND joining_id IS NULL")
_JOINING = text("state = 'open' AND joining_id IS NOT NULL")


class Proposal(Base):
    """What one host would change of a webinar that is online.

    At most one change is open, and at most one invitation to another host.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        Index(
            "ix_proposals_open",
            "webinar_id",
            unique=True,
            sqlite_where=_CHANGE,
            postgresql_where=_CHANGE,
        ),
        Index(
            "ix_proposals_joining",
            "webinar_id",
            unique=True,
            sqlite_where=_JOINING,
            postgresql_where=_JOINING,
        ),
        ROWS_NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    webinar: Mapped[Webinar] = relationship()
    organiser_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisers.id", ondelete="SET NULL")
    )
    organiser: Mapped[Organiser | None] = relationship()
    """Who proposes; None: somebody who has left."""
    hosts: Mapped[list[int]] = mapped_column(JSON)
    """Numbers of the hosts that agree: those of who proposes, then each that has agreed since."""
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Column of the webinar to its new value; the start as ISO 8601, on the wall.

    The passcode of the meeting is blank once it is settled.
    """
    joining_id: Mapped[int | None]
    """Number of the host that is to join; None: the hosts stay the same."""
    joining: Mapped[Host | None] = relationship(
        primaryjoin="foreign(Proposal.joining_id) == Host.id", viewonly=True
    )
    reasons: Mapped[Texts] = mapped_column(JSON, default=dict)
    """Why it is to be moved, for those who registered."""
    schedule_version: Mapped[int]
    """Of the webinar when a move was proposed: another move overtakes it."""
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
