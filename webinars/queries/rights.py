"""Everything that is stored about one person, found by the marks on the columns.

A table belongs to people when it has marked columns; a row of it belongs to the person whose
address, hash of the address or number as attendee or organiser stands in it. A new table needs no
line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, false, not_, or_, select
from sqlalchemy.orm import Session

from webinars.models.address_change import AddressChange
from webinars.models.attendee import Attendee
from webinars.models.base import Base, Erasure, PersonalMark
from webinars.models.message import PROVING, Message, Subject
from webinars.models.organiser import Organiser
from webinars.models.signup import SignUp
from webinars.models.webinar import Speaker, SpeakerDesk
from webinars.settings import current_settings
from webinars.text import clean_address
from webinars.tokens import address_hash

_LABELS = ("key", "text", "wordings")
"""Columns that say in words which row a foreign key means."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """By what a person's rows are known."""

    email: str
    email_hash: str
    attendee_id: int | None
    organiser_id: int | None

    def clues(self) -> dict[str, str | int | None]:
        """Return the columns that tell whose a row is, each with this person's value."""
        return {
            "email": self.email,
            "recipient": self.email,
            "person_hash": self.email_hash,
            "recipient_hash": self.email_hash,
            "attendee_id": self.attendee_id,
            "organiser_id": self.organiser_id,
        }


def get_person(session: Session, email: str, *, lock: bool = False) -> Person:
    """Return by what the rows of this address are known; there need not be any.

    :param lock: let nobody else change the person before the transaction ends.
    """
    cleaned = clean_address(email)
    if lock:
        # Whoever is confirming this address at the moment comes first, and is then found below.
        session.execute(select(SignUp.id).where(SignUp.email == cleaned).with_for_update())
    query = select(Attendee.id).where(Attendee.email == cleaned)
    attendee_id = session.scalar(query.with_for_update() if lock else query)
    hashed = address_hash(current_settings().address_key, cleaned)
    organiser_id = session.scalar(select(Organiser.id).where(Organiser.email == cleaned))
    return Person(
        email=cleaned, email_hash=hashed, attendee_id=attendee_id, organiser_id=organiser_id
    )


def marks(table: Table) -> dict[str, PersonalMark]:
    """Return the marked columns of a table."""
    return {
        column.name: column.info["personal"]
        for column in table.columns
        if "personal" in column.info
    }


def list_personal_tables() -> list[Table]:
    """Return the tables that hold rows of people, those that others point to first.

    Left out is what hosts publish themselves, such as the names of speakers.
    """
    return [
        table
        for table in Base.metadata.sorted_tables
        if any(mark["erasure"] != Erasure.PUBLISHED for mark in marks(table).values())
    ]


def list_exported_tables() -> list[Table]:
    """Return the tables that an export tells of: what hosts publish of a person, too."""
    return [table for table in Base.metadata.sorted_tables if marks(table)]


def belonging_to(person: Person, table: Table) -> ColumnElement[bool]:
    """Return the condition that a row of this table is about the person."""
    if table is Speaker.__table__:
        desks = SpeakerDesk.speaker_id == table.c.id, SpeakerDesk.email == person.email
        return exists().where(*desks).correlate(table)
    clues = {name: value for name, value in person.clues().items() if value is not None}
    conditions = [table.c[name] == value for name, value in clues.items() if name in table.c]
    if not conditions:
        conditions = [table.primary_key.columns.values()[0].is_(None)]
    return and_(or_(*conditions), not_(_of_others(person, table)))


def _of_others(person: Person, table: Table) -> ColumnElement[bool]:
    # What went to an address while it was somebody else's. Not so the wishes of others to use this
    # address, and the mails about them: they are addressed to this mailbox.
    if "attendee_id" not in table.c or table is AddressChange.__table__:
        return false()
    theirs = exists().where(Attendee.id == table.c.attendee_id, Attendee.email != person.email)
    if table is Message.__table__:
        return and_(theirs, table.c.subject_type != Subject.ADDRESS_CHANGE)
    return theirs


def list_addresses(session: Session) -> set[str]:
    """Return every e-mail address that rows are known by."""
    columns = [
        table.c[name]
        for table in list_personal_tables()
        for name in ("email", "recipient")
        if name in table.c
    ]
    return {email for column in columns for email in session.scalars(select(column).distinct())}


def list_personal_rows(session: Session, table: Table, person: Person) -> list[dict[str, Any]]:
    """Return the person's rows of a table: its marked columns, and in words what they point to.

    E-mails whose links prove that somebody reads the mailbox are left out: they stand there, and
    whoever holds another link of the person must not find them here.
    """
    query = select(table).where(belonging_to(person, table)).order_by(*table.primary_key.columns)
    return [
        {name: _told(table, row, name) for name in marks(table)} | dict(_named(session, table, row))
        for row in session.execute(query).mappings()
    ]


def _told(table: Table, row: Any, name: str) -> Any:
    secret = table is Message.__table__ and name == "body" and row["kind"] in PROVING
    return None if secret else row[name]


def _named(session: Session, table: Table, row: Any) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        for foreign in column.foreign_keys:
            label = _label(foreign.column.table)
            if label is not None and row[column] is not None:
                query = select(label).where(foreign.column == row[column])
                yield column.name.removesuffix("_id"), session.scalar(query)
    for link in Base.metadata.sorted_tables:
        if "id" not in link.c and "id" in table.c:
            yield from _linked(session, link, table, row)


def _linked(session: Session, link: Table, table: Table, row: Any) -> Iterator[tuple[str, Any]]:
    # An association table: one foreign key to our row, the other to what it is linked with.
    foreign = {key.column.table: (key.parent, key.column) for key in link.foreign_keys}
    if table not in foreign:
        return
    here, _ = foreign.pop(table)
    for other, (there, target) in foreign.items():
        label = _label(other)
        if label is not None:
            query = select(label).join(link, there == target).where(here == row["id"])
            name = link.name.removeprefix("signup_")
            yield name, list(session.scalars(query.order_by(label)))


def _label(table: Table) -> ColumnElement[Any] | None:
    return next((table.c[name] for name in _LABELS if name in table.c), None)
