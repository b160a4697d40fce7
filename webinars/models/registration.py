"""One attendee's place at one webinar, and the calendar entry that goes with it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.attendee import Attendee
from webinars.models.base import ROWS_NEVER_REUSED, Base, Retention, choice, personal, purpose
from webinars.models.webinar import Webinar
from webinars.rules.sources import SOURCE_LENGTH

_TO_HOLD = purpose("to hold the webinars that the person registered for")


class RegistrationState(StrEnum):
    """Where a registration stands.

    Where a webinar asks for approval, it begins as REQUESTED. Both that and WAITING may become
    CONFIRMED, WAITING also by way of OFFERED; all may become CANCELLED, which is final: who
    registers again gets a new row.
    """

    REQUESTED = "requested"
    WAITING = "waiting"
    OFFERED = "offered"
    """A seat is held for the person until the offer is accepted, declined or has lapsed."""
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


SEATED = (RegistrationState.CONFIRMED, RegistrationState.OFFERED)
"""States in which a registration holds a seat."""

LIVE = text("state <> 'cancelled'")
"""Condition of the unique index below."""


class Registration(Base):
    """One attendee's place at one webinar; at most one that is not cancelled."""

    __tablename__ = "registrations"
    __table_args__ = (
        Index(
            "uq_registrations_live",
            "webinar_id",
            "attendee_id",
            unique=True,
            postgresql_where=LIVE,
            sqlite_where=LIVE,
        ),
        Index("ix_registrations_webinar_id_state", "webinar_id", "state"),
        # A page of the list in the order in which people came.
        Index("ix_registrations_webinar_id_created_at", "webinar_id", "created_at", "id"),
        ROWS_NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinars.id"))
    webinar: Mapped[Webinar] = relationship()
    attendee_id: Mapped[int] = mapped_column(
        ForeignKey("attendees.id", ondelete="CASCADE"), index=True
    )
    attendee: Mapped[Attendee] = relationship()
    state: Mapped[RegistrationState] = mapped_column(
        choice(RegistrationState), info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    created_at: Mapped[datetime] = mapped_column(info=personal(_TO_HOLD, Retention.REGISTRATION))
    confirmed_at: Mapped[datetime | None] = mapped_column(
        info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    """When the seat was taken."""
    requested_at: Mapped[datetime | None] = mapped_column(
        info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    """When a host was asked; None: nobody had to be."""
    declined_at: Mapped[datetime | None] = mapped_column(
        info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    """When a host ended it: said no, or took the place back; the registration is CANCELLED then."""
    cancelled_at: Mapped[datetime | None] = mapped_column(
        info=personal(_TO_HOLD, Retention.REGISTRATION)
    )

    offered_until: Mapped[datetime | None] = mapped_column(
        info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    """While OFFERED: from then on the offer lapses as soon as somebody else waits for the seat."""
    lapsed_at: Mapped[datetime | None] = mapped_column(
        info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    """When the last offer ended without an answer: the person stands behind all who came before."""
    offers: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How many have been made; the version of the messages about the last one."""
    moved_to_id: Mapped[int | None]
    """Number of the registration that a team has put in place of this one; it is CANCELLED then."""
    source: Mapped[str] = mapped_column(
        String(SOURCE_LENGTH),
        default="",
        info=personal("to count which announcements bring people", Retention.REGISTRATION),
    )
    """Which announcement led here, taken over from the sign-up; empty: not known."""
    schedule_version: Mapped[int] = mapped_column(default=1)
    """Of the webinar when the seat was taken: what the person was told first."""

    @property
    def was_declined(self) -> bool:
        """Whether a host said no to who asked for a place."""
        asked = self.requested_at is not None and self.confirmed_at is None
        return asked and self.declined_at is not None

    def __repr__(self) -> str:
        return f"<Registration {self.id} {self.state} webinar={self.webinar_id}>"


class Invitation(Base):
    """The calendar entry of one attendee for one webinar.

    It outlives cancellations, so that a second registration goes on counting: calendars ignore
    anything that is not higher than what they have seen (RFC 5546, section 2.1.5).
    """

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("attendee_id", "webinar_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendees.id", ondelete="CASCADE"))
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinars.id"), index=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    """Made at random, under our domain; never derived from title, date or person."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Highest SEQUENCE handed to this attendee so far."""
