"""Work of the desk that takes long: handed in line by line, done by the worker."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.attendee import EMAIL_LENGTH
from webinars.models.base import ROWS_NEVER_REUSED, Base, Retention, choice, personal
from webinars.models.host import Host
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar

_TO_ADD = (
    "to add you to a webinar or change your registration, and to tell the team what became of it"
)


class LongWorkKind(StrEnum):
    """What is done with each line."""

    ADDITIONS = "additions"
    """Each is a person to be added; the others do something to a registration."""
    APPROVE = "approve"
    DECLINE = "decline"
    PROMOTE = "promote"
    CANCEL = "cancel"
    MOVE = "move"
    RESEND = "resend"


class LongWorkState(StrEnum):
    """PREPARED until an organiser says so; DONE and FAILED are the ends."""

    PREPARED = "prepared"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class LineOutcome(StrEnum):
    """What became of a line."""

    ADDED = "added"
    REGISTERED = "registered"
    """Somebody with this address is registered already."""
    PENDING = "pending"
    """The team has added this address already; it has still to be confirmed."""
    CLOSED = "closed"
    """Nobody could register any more."""
    DONE = "done"
    """What was to be done to the registration is done."""
    UNFIT = "unfit"
    """The registration was in no state to which it can be done."""
    FULL = "full"
    """No place was free."""
    TOLD = "told"
    """The person was written to already, or will be."""
    SUPPRESSED = "suppressed"
    """The person's address gets no e-mails any more."""
    OVER = "over"
    """A webinar was cancelled or over."""
    FAILED = "failed"
    """It was tried again and again without success."""


SUCCESSES = (LineOutcome.ADDED, LineOutcome.DONE)


class LongWork(Base):
    """One piece of work about a webinar, handed in by an organiser of a host."""

    __tablename__ = "long_works"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LongWorkKind] = mapped_column(choice(LongWorkKind))
    state: Mapped[LongWorkState] = mapped_column(choice(LongWorkState), index=True)
    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    webinar: Mapped[Webinar] = relationship()
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    host: Mapped[Host] = relationship()
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"))
    organiser: Mapped[Organiser] = relationship()
    to_id: Mapped[int | None]
    """Number of the webinar to which people move; None: they do not."""
    attempt: Mapped[int] = mapped_column(default=0)
    """How often a worker has begun since the last lines that it finished."""
    leased_until: Mapped[datetime | None]
    """Until then a worker has it in hand; afterwards another one takes it over."""
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    """When an organiser said that it shall be done."""
    finished_at: Mapped[datetime | None]


class LongWorkLine(Base):
    """One line of it: one person."""

    __tablename__ = "long_work_lines"
    __table_args__ = (UniqueConstraint("work_id", "number"), ROWS_NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("long_works.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Of the line in the file; of acts the turn of the person."""
    attendee_id: Mapped[int | None] = mapped_column(index=True)
    """Number of the person, whatever the address is by now; None: of somebody to be added whose
    address has stayed the same.
    """
    registration_id: Mapped[int | None]
    """Number of the registration to which something is done; None: somebody is added."""
    email: Mapped[str] = mapped_column(
        String(EMAIL_LENGTH), info=personal(_TO_ADD, Retention.LONG_WORK), index=True
    )
    person: Mapped[dict[str, Any]] = mapped_column(
        JSON, info=personal(_TO_ADD, Retention.LONG_WORK)
    )
    """What the file says about the person besides the address."""
    outcome: Mapped[LineOutcome | None] = mapped_column(
        choice(LineOutcome), info=personal(_TO_ADD, Retention.LONG_WORK)
    )
    """None: still to be done."""
