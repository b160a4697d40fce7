"""Organisations that publish, and the regions they stand for."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.languages import Texts
from webinars.models.base import Base, choice

KEY_LENGTH = 60
"""Characters of the short names that stand in addresses and programme files."""


class LegalBasis(StrEnum):
    """On which ground of Article 6(1) GDPR a host processes a registration."""

    CONTRACT = "contract"
    INTEREST = "interest"


class Region(Base):
    """A region that people come from; networking looks for matches between regions."""

    __tablename__ = "regions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    position: Mapped[int]
    """Order in lists."""
    names: Mapped[Texts] = mapped_column(JSON)
    country: Mapped[str] = mapped_column(String(2))
    """ISO 3166-1 alpha-2 code of the country that the region belongs to."""


class Host(Base):
    """An organisation that publishes: brand, contact, data controller."""

    __tablename__ = "hosts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    legal_name: Mapped[str] = mapped_column(String(200))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    region: Mapped[Region] = relationship()
    default_language: Mapped[str] = mapped_column(String(2))
    """Pages in this language name this host first."""
    time_zone: Mapped[str] = mapped_column(String(64))
    time_city: Mapped[Texts] = mapped_column(JSON)
    """The city named beside a time; not a statement about a seat."""
    accent_light: Mapped[str] = mapped_column(String(7))
    """#rrggbb; only its hue is used, see ``rules/colours.py``."""
    accent_dark: Mapped[str] = mapped_column(String(7))
    mailbox: Mapped[str] = mapped_column(String(254))
    """Role address that a person at the host reads."""
    descriptions: Mapped[Texts] = mapped_column(JSON)
    postal_address: Mapped[str] = mapped_column(String(300), default="")
    """For the legal notice (§ 5 DDG, Art. XII.6 CEL), line by line; empty: not entered yet."""
    telephone: Mapped[str] = mapped_column(String(60), default="")
    represented_by: Mapped[str] = mapped_column(String(300), default="")
    register_entry: Mapped[str] = mapped_column(String(200), default="")
    """Court or register and number, for example of the register of associations or enterprises."""
    vat_number: Mapped[str] = mapped_column(String(40), default="")
    data_protection_contact: Mapped[str] = mapped_column(String(300), default="")
    """Data protection officer or contact point; empty: the mailbox."""
    legal_basis: Mapped[LegalBasis] = mapped_column(choice(LegalBasis), default=LegalBasis.CONTRACT)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """A PNG or JPEG that we have written; None: the name stands in its place."""
    logo_name: Mapped[str] = mapped_column(String(38), default="", server_default=text("''"))
    """What its address ends with: a digest of it and what it is; empty: there is none."""
    logo_width: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Pixels."""
    logo_height: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Notice(Base):
    """A sentence that stands on every page, such as the one that says this is a demo."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    texts: Mapped[Texts] = mapped_column(JSON)
