"""Companies and institutes that attendees and speakers come from."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.languages import Texts
from webinars.models.base import Base, choice
from webinars.models.host import KEY_LENGTH, Region

NAME_LENGTH = 120
"""Characters of an organisation's name."""


class OrganisationKind(StrEnum):
    """What an organisation is; the choices of the form."""

    COMPANY = "company"
    RESEARCH = "research"
    PUBLIC = "public"
    CLUSTER = "cluster"
    OTHER = "other"


class Organisation(Base):
    """A company or institute known to the programme."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind))
    city: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2))
    """ISO 3166-1 alpha-2."""
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    region: Mapped[Region | None] = relationship()
    says: Mapped[Texts] = mapped_column(JSON, default=dict)
    """What a published report says of it; empty for organisations that speak for themselves."""
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Keys of the topics it stands for."""
    offers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """``{"topics": [key], "texts": {language: text}}``; presets the profiles of its people."""
    seeks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Shaped like ``offers``."""
