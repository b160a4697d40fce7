"""What people agreed to, word for word."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.base import Base, Erasure, Retention, choice, personal

_PROOF = personal(
    "to prove that consent was given (Article 7(1) GDPR)", Retention.CONSENT, Erasure.HASH
)


class ConsentPurpose(StrEnum):
    """What a consent is for."""

    NEWS = "news"
    NETWORK = "network"


class ConsentText(Base):
    """A sentence as it was shown; never edited, a new wording is a new row."""

    __tablename__ = "consent_texts"
    __table_args__ = (UniqueConstraint("digest", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the text, hexadecimal."""
    valid_from: Mapped[datetime]


class Consent(Base):
    """One person's agreement to one purpose of one host (or of all hosts of a series: no host)."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_person_hash", "person_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int | None] = mapped_column(
        ForeignKey("attendees.id", ondelete="SET NULL"), index=True
    )
    person_hash: Mapped[str] = mapped_column(String(64), info=_PROOF)
    """Keyed hash of the address; outlives the attendee as proof."""
    purpose: Mapped[ConsentPurpose] = mapped_column(choice(ConsentPurpose), info=_PROOF)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id"), info=_PROOF)
    text_id: Mapped[int] = mapped_column(ForeignKey("consent_texts.id"), info=_PROOF)
    text: Mapped[ConsentText] = relationship()
    form: Mapped[str] = mapped_column(String(60), info=_PROOF)
    """Which form it was ticked on."""
    given_at: Mapped[datetime] = mapped_column(info=_PROOF)
    confirmed_at: Mapped[datetime] = mapped_column(info=_PROOF)
    """When the address was confirmed; without that a tick has no effect."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=_PROOF)
