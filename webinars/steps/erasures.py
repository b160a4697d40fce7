"""Erasing a person: seats become free, mails do not leave, rows are deleted or blanked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, func, select, update
from sqlalchemy.orm import Session

from webinars.models.base import Base, Erasure
from webinars.models.consent import Consent
from webinars.models.message import DropReason, Message, MessageState
from webinars.models.registration import SEATED, Registration, RegistrationState
from webinars.models.types import UtcDateTime
from webinars.queries.rights import Person, belonging_to, list_personal_tables, marks
from webinars.steps.audit import write_audit
from webinars.steps.erasure_ledger import describe, remember
from webinars.steps.members import hold_owned, keep_owners
from webinars.steps.seats import hold_webinar, release_seat
from webinars.steps.waiting_list import promote_waiting

ERASED = "attendee.erased"
"""How the log calls it."""


@dataclass(frozen=True, kw_only=True)
class ErasureReport:
    """What an erasure did."""

    rows: dict[str, int]
    """Rows of the person, by table: deleted or blanked."""
    seats: int
    """Seats that became free."""
    messages: int
    """Messages that will not be sent any more."""

    @property
    def found(self) -> bool:
        """Whether anything was stored about the person."""
        return any(self.rows.values())


def erase_and_remember(
    session: Session, person: Person, actor: str, now: datetime, **about: int
) -> ErasureReport:
    """Erase a person as :func:`erase` does, and remember it outside of the database.

    :raises LastOwnerError: as there.
    :raises OSError: when the ledger cannot be written.
    """
    key = secrets.token_hex(8)
    remembered = describe(session, person)
    report = erase(session, person, actor, now, ledger=key, **about)
    if report.found:
        # Last of all: what is refused is not in the ledger, what is done always is.
        remember(key, remembered, now=now)
    return report


def erase(
    session: Session, person: Person, actor: str, now: datetime, **about: int | str
) -> ErasureReport:
    """Erase a person wholly, or nothing of it; what proves consents stays with a keyed hash.

    :param about: what the log keeps of it besides counts, such as its key in the ledger.
    :raises LastOwnerError: when hosts would be left without anybody who decides about their team.
    """
    keep_owners(session, hold_owned(session, person.organiser_id))
    seats = _release_seats(session, person, now)
    messages = _drop_messages(session, person, now)
    _close_consents(session, person, now)
    tables = list_personal_tables()
    rows = {table.name: _count(session, table, person) for table in tables}
    for table in reversed(tables):
        _erase_rows(session, table, person, now)
    report = ErasureReport(rows=rows, seats=seats, messages=messages)
    if report.found:
        details = {"seats": seats, "messages": messages, "rows": rows, **about}
        write_audit(session, actor, ERASED, ("attendee", None), now=now, **details)
    return report


def _release_seats(session: Session, person: Person, now: datetime) -> int:
    seated = Registration.state.in_(SEATED)
    mine = (Registration.attendee_id == person.attendee_id, seated)
    ended = {"state": RegistrationState.CANCELLED, "cancelled_at": now}
    # In the order of the webinars, like confirmations, so that neither waits for the other.
    webinars = session.scalars(
        select(Registration.webinar_id).where(*mine).order_by(Registration.webinar_id)
    ).all()
    for webinar_id in webinars:
        hold_webinar(session, webinar_id)
    session.execute(
        update(Registration).where(*mine).values(ended).execution_options(synchronize_session=False)
    )
    for webinar_id in webinars:
        release_seat(session, webinar_id)
        promote_waiting(session, webinar_id, now=now)
    return len(webinars)


def _drop_messages(session: Session, person: Person, now: datetime) -> int:
    # A sender that holds one loses it: raising the attempt makes its later writes miss.
    open_states = (MessageState.QUEUED, MessageState.SENDING)
    dropped = {
        "state": MessageState.DROPPED,
        "reason": DropReason.ERASED,
        "attempt": Message.attempt + 1,
        "owner": None,
        "settled_at": now,
    }
    mine = belonging_to(person, _table(Message))
    found = select(Message.id).where(mine, Message.state.in_(open_states)).with_for_update()
    ids = session.scalars(found).all()
    session.execute(
        update(Message)
        .where(Message.id.in_(ids))
        .values(dropped)
        .execution_options(synchronize_session=False)
    )
    return len(ids)


def _close_consents(session: Session, person: Person, now: datetime) -> None:
    session.execute(
        update(Consent)
        .where(belonging_to(person, _table(Consent)), Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )


def _count(session: Session, table: Table, person: Person) -> int:
    query = select(func.count()).select_from(table).where(belonging_to(person, table))
    return session.scalar(query) or 0


def _erase_rows(session: Session, table: Table, person: Person, now: datetime) -> None:
    erasures = {name: mark["erasure"] for name, mark in marks(table).items()}
    mine = belonging_to(person, table)
    if Erasure.ROW in erasures.values():
        session.execute(delete(table).where(mine))
        return
    blanks = {
        name: _blank(table.c[name], now)
        for name, erasure in erasures.items()
        if erasure == Erasure.BLANK
    }
    if blanks:
        session.execute(update(table).where(mine).values(blanks))


def _blank(column: Column[Any], now: datetime) -> Any:
    if column.nullable:
        return None
    # What may not be missing says nothing any more: the empty text, the moment of the erasure.
    return now if isinstance(column.type, UtcDateTime) else ""


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101
    return table
