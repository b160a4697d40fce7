"""People who sign in and work for hosts: their accounts, roles and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.attendee import EMAIL_LENGTH
from webinars.models.base import ROWS_NEVER_REUSED, Base, Retention, choice, personal, purpose
from webinars.models.host import Host, Region
from webinars.models.series import Series

ORGANISER_NAME_LENGTH = 100
"""Characters of an organiser's name."""

PASSKEY_NAME_LENGTH = 60
"""Characters of the name that an organiser gives a passkey."""

CREDENTIAL_LENGTH = 1364
"""Characters of the largest identifier of a passkey (1023 bytes) in base64."""

_TO_WORK = purpose("to let the person work for a host")


class Role(StrEnum):
    """What an organiser may do at a host: VIEWER reads, EDITOR also changes, OWNER also decides who
    works there.
    """

    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"


@dataclass(frozen=True, kw_only=True)
class NewPasskey:
    """What a device has told of a passkey that it has just made; see :class:`Passkey`."""

    credential: str
    public_key: str
    counter: int


@dataclass(frozen=True, kw_only=True)
class NewOrganiser:
    """Who is to work for a host."""

    email: str
    name: str
    language: str


class Organiser(Base):
    """A person who signs in."""

    __tablename__ = "organisers"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(
        String(EMAIL_LENGTH), unique=True, info=personal(_TO_WORK, Retention.ACCOUNT)
    )
    """Cleaned and in lower case, see ``text.clean_address``."""
    name: Mapped[str] = mapped_column(
        String(ORGANISER_NAME_LENGTH), info=personal(_TO_WORK, Retention.ACCOUNT)
    )
    language: Mapped[str] = mapped_column(String(2), info=personal(_TO_WORK, Retention.ACCOUNT))
    """Of the mails to this person."""
    active: Mapped[bool] = mapped_column(default=True)
    """False: may not sign in; sessions are over at once."""
    password: Mapped[str | None] = mapped_column(String(255))
    """Hash, never the password; None until the person has chosen one."""
    uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    """Random; changing it makes all links to choose a password invalid."""
    second_factor: Mapped[str | None] = mapped_column(String(64))
    """``authenticator``, or None while the person signs in with the password only."""
    second_factor_secret: Mapped[str | None] = mapped_column(Text)
    """Encrypted secret of the authenticator."""
    second_factor_counter: Mapped[int | None]
    """Number of the last code used; it and older ones are taken no more."""
    signed_in_at: Mapped[datetime | None] = mapped_column(
        info=personal(_TO_WORK, Retention.ACCOUNT)
    )
    """When the person signed in last."""
    left_at: Mapped[datetime | None] = mapped_column(info=personal(_TO_WORK, Retention.ACCOUNT))
    """When the last role ended; None while there is one, or when there never was."""
    created_at: Mapped[datetime] = mapped_column(info=personal(_TO_WORK, Retention.ACCOUNT))
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="organiser", cascade="all, delete-orphan", order_by="Membership.id"
    )
    support_offices: Mapped[list[SupportOffice]] = relationship(
        back_populates="organiser", cascade="all, delete-orphan", order_by="SupportOffice.id"
    )

    @property
    def works(self) -> bool:
        """Whether there is a host or a support office that the person works for."""
        return bool(self.memberships or self.support_offices)

    def __repr__(self) -> str:
        return f"<Organiser {self.id}>"


class Membership(Base):
    """An organiser's role at a host."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("organiser_id", "host_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"))
    organiser: Mapped[Organiser] = relationship(back_populates="memberships")
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    host: Mapped[Host] = relationship()
    role: Mapped[Role] = mapped_column(choice(Role), info=personal(_TO_WORK, Retention.ACCOUNT))


class SupportOffice(Base):
    """What a host lets somebody outside its team read: who registered from one region.

    For the published webinars of one series that are this host's, and nothing else.
    """

    __tablename__ = "support_offices"
    __table_args__ = (
        UniqueConstraint("organiser_id", "host_id", "series_id", "region_id"),
        ROWS_NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"))
    organiser: Mapped[Organiser] = relationship(back_populates="support_offices")
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    host: Mapped[Host] = relationship()
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), index=True)
    series: Mapped[Series] = relationship()
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    region: Mapped[Region] = relationship()
    created_at: Mapped[datetime] = mapped_column(info=personal(_TO_WORK, Retention.ACCOUNT))


class OrganiserSession(Base):
    """One browser that an organiser is signed in with; ended by deleting the row."""

    __tablename__ = "organiser_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), index=True
    )
    organiser: Mapped[Organiser] = relationship()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the random token in the cookie, hexadecimal."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Last use, to the minute."""
    proved_at: Mapped[datetime | None]
    """When password or code were asked for once more; None: not since signing in."""
    expires_at: Mapped[datetime]
    """Ends then, however often it is used."""


class PasswordLink(Base):
    """A link by which an organiser chooses a password; used or made invalid by deleting the row."""

    __tablename__ = "password_links"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), index=True
    )
    """None: somebody asked for an address that nobody has; such a link leads nowhere."""
    organiser: Mapped[Organiser | None] = relationship()
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that stands in for the authenticator, once; used by deleting the row."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("organiser_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256, hexadecimal; the code is random enough that nobody can try all."""
    created_at: Mapped[datetime]


class Passkey(Base):
    """What a device of an organiser signs in with, in place of password and code."""

    __tablename__ = "passkeys"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), index=True
    )
    organiser: Mapped[Organiser] = relationship()
    name: Mapped[str] = mapped_column(
        String(PASSKEY_NAME_LENGTH), info=personal(_TO_WORK, Retention.ACCOUNT)
    )
    """As the organiser calls it."""
    credential: Mapped[str] = mapped_column(String(CREDENTIAL_LENGTH), unique=True)
    """By which the device knows it, in base64."""
    public_key: Mapped[str] = mapped_column(Text)
    """What checks its signatures, in base64."""
    counter: Mapped[int] = mapped_column(BigInteger)
    """How often it has signed; stays 0 for one that is shared between devices."""
    created_at: Mapped[datetime] = mapped_column(info=personal(_TO_WORK, Retention.ACCOUNT))
    used_at: Mapped[datetime | None] = mapped_column(info=personal(_TO_WORK, Retention.ACCOUNT))
    """When the organiser was let in by it last."""
