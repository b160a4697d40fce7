"""People who register, known by their e-mail address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.base import ROWS_NEVER_REUSED, Base, Retention, choice, personal, purpose
from webinars.models.host import KEY_LENGTH
from webinars.models.organisation import NAME_LENGTH, Organisation, OrganisationKind

EMAIL_LENGTH = 254
"""Characters; the longest address SMTP can carry (RFC 3696, erratum 1690)."""

PERSON_NAME_LENGTH = 80
"""Characters of a given or family name."""

_TO_HOLD = purpose("to hold the webinars that the person registered for")
_TO_WRITE = purpose("to write to the person about these webinars")


class Attendee(Base):
    """A person who confirmed an address."""

    __tablename__ = "attendees"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(
        String(EMAIL_LENGTH), unique=True, info=personal(_TO_WRITE, Retention.REGISTRATION)
    )
    """Cleaned and in lower case, see ``text.clean_address``."""
    recipient_hash: Mapped[str] = mapped_column(
        String(64), info=personal(_TO_WRITE, Retention.REGISTRATION)
    )
    """Keyed hash of the address, see ``tokens.address_hash``; messages to many take it over."""
    given_name: Mapped[str] = mapped_column(
        String(PERSON_NAME_LENGTH), info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    family_name: Mapped[str] = mapped_column(
        String(PERSON_NAME_LENGTH), info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    organisation_name: Mapped[str] = mapped_column(
        String(NAME_LENGTH), info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    """As the person wrote it."""
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    organisation: Mapped[Organisation | None] = relationship()
    organisation_kind: Mapped[OrganisationKind] = mapped_column(
        choice(OrganisationKind), info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    region: Mapped[str] = mapped_column(
        String(KEY_LENGTH), default="", info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    """Key of a region; empty: elsewhere."""
    country: Mapped[str] = mapped_column(String(2), info=personal(_TO_HOLD, Retention.REGISTRATION))
    """ISO 3166-1 alpha-2."""
    role: Mapped[str] = mapped_column(
        String(100), default="", info=personal(_TO_HOLD, Retention.REGISTRATION)
    )
    """Job function; empty: not told."""
    language: Mapped[str] = mapped_column(
        String(2), info=personal(_TO_WRITE, Retention.REGISTRATION)
    )
    time_zone: Mapped[str] = mapped_column(
        String(64), info=personal(_TO_WRITE, Retention.REGISTRATION)
    )
    generation: Mapped[int] = mapped_column(default=1)
    """Raised to make all earlier personal links of this person invalid."""
    calendar_generation: Mapped[int] = mapped_column(default=1)
    """Raised to make the address of this person's own calendar invalid."""
    created_at: Mapped[datetime] = mapped_column(info=personal(_TO_HOLD, Retention.REGISTRATION))

    @property
    def full_name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    def __repr__(self) -> str:
        return f"<Attendee {self.id}>"
