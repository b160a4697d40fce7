"""What all tables share: naming of constraints, column types, the marks of personal data."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypedDict

from sqlalchemy import Enum, MetaData
from sqlalchemy.orm import DeclarativeBase

from webinars.models.types import UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


ROWS_NEVER_REUSED = {"sqlite_autoincrement": True}
"""For tables whose row numbers stand in personal links and message keys: SQLite would give the
number of a deleted last row to the next one."""


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime}


class Retention(StrEnum):
    """How long a personal column is kept; the periods in days are settings."""

    UNCONFIRMED = "until confirmed, at most the days of an unconfirmed sign-up"
    REGISTRATION = "until the days after the person's last webinar"
    BODY = "the days that a mail's text is kept after it was settled"
    LEDGER = "90 days after the message was settled"
    CONSENT = "as long as the consent, then 3 years to the end of the year"
    NEWS = "as long as the consent, at most 24 months after the last sign of life"
    AUDIT = "12 months"
    PROGRAMME = "as long as the webinar is published"
    SPEAKER = "until the days after the webinar at which the person speaks"
    ACCOUNT = "until the person has left all hosts, then 30 days"
    NOTE = "until the days after the webinar that the note was written for"
    LONG_WORK = "30 days after the work was finished"
    SUPPRESSION = "while the service runs (Article 21 GDPR)"


class Erasure(StrEnum):
    """What becomes of a personal column when its person is erased."""

    ROW = "the row goes"
    BLANK = "the value goes, the row stays"
    HASH = "the value is already a keyed hash and stays as proof"
    PUBLISHED = "published by the hosts; goes when they edit the programme"


class PersonalMark(TypedDict):
    """The mark on a personal column."""

    purpose: str
    retention: Retention
    erasure: Erasure


def purpose(text: str) -> str:
    """Return the text of a purpose; the catalogues find by this call what is not told at once."""
    return text


def personal(purpose: str, retention: Retention, erasure: Erasure = Erasure.ROW) -> dict[Any, Any]:
    """Return the ``info`` of a column that holds personal data.

    :param purpose: for the person concerned: what this is kept for. English; said in the reader's
        language where it is read.
    """
    return {"personal": PersonalMark(purpose=purpose, retention=retention, erasure=erasure)}


def choice(kind: type[StrEnum]) -> Enum:
    """Return the column type of an enumeration: its values as text, unknown ones refused."""
    return Enum(
        kind,
        native_enum=False,
        length=30,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )
