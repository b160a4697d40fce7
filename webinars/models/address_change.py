"""A wish to use another e-mail address, until both mailboxes have confirmed it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.attendee import EMAIL_LENGTH, Attendee
from webinars.models.base import ROWS_NEVER_REUSED, Base, Retention, personal
from webinars.models.host import Host


class AddressChange(Base):
    """One open wish of an attendee; a newer one takes its place."""

    __tablename__ = "address_changes"
    # Links in mails are derived from the number: another wish must not get it.
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(
        ForeignKey("attendees.id", ondelete="CASCADE"), unique=True
    )
    attendee: Mapped[Attendee] = relationship()
    email: Mapped[str] = mapped_column(
        String(EMAIL_LENGTH),
        info=personal("to write to the person at a new address", Retention.UNCONFIRMED),
    )
    """The new address, cleaned."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Until then both links are valid."""
    confirmed_new_at: Mapped[datetime | None]
    """When the new mailbox confirmed."""
    confirmed_old_at: Mapped[datetime | None]
    """When the mailbox used so far confirmed."""
    corrected_by_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id"))
    """Host whose team corrects a mistake: then the new mailbox confirms, and the other is told."""
    corrected_by: Mapped[Host | None] = relationship()
