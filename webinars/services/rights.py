"""The rights of people: to see their data (Articles 15 and 20 GDPR), to have it erased (17).

Both hosts of a joint series answer for all of it (Article 26(3)), so neither is left out.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import Column, Table, delete, func, select, update
from sqlalchemy.orm import Session

from webinars.database.engine import session as reading_session
from webinars.database.engine import transaction
from webinars.errors import NotPossibleError
from webinars.models.base import Base, Erasure, Retention
from webinars.models.consent import Consent
from webinars.models.host import Host
from webinars.models.message import DropReason, Message, MessageState
from webinars.models.organiser import Organiser, Role
from webinars.models.registration import SEATED, Registration, RegistrationState
from webinars.models.types import UtcDateTime
from webinars.queries.people import get_registration_of, is_known_elsewhere
from webinars.queries.registrations import get_attendee_by_token
from webinars.queries.rights import (
    Person,
    belonging_to,
    get_person,
    list_personal_rows,
    list_personal_tables,
    marks,
)
from webinars.settings import current_settings
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.seats import hold_webinar, release_seat
from webinars.steps.waiting_list import promote_waiting


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


def export_person(email: str, *, now: datetime) -> dict[str, Any]:
    """Return everything stored about the person of this address, ready to be written as JSON."""
    session = reading_session()
    person = get_person(session, email)
    return {
        "address": person.email,
        "made_at": now.isoformat(),
        "responsible": _responsible(session),
        "data": {table.name: _exported(session, table, person) for table in list_personal_tables()},
    }


def erase_person(email: str, *, now: datetime) -> ErasureReport:
    """Erase the person of this address: free the seats, drop the mails, delete or blank the rows.

    What has to stay as proof of consent stays with a keyed hash instead of the person.
    """
    with transaction() as session:
        return _erase(session, get_person(session, email, lock=True), "operator", now)


def erase_attendee(token: str, *, now: datetime) -> ErasureReport:
    """Erase the holder of a personal link, as ``erase_person`` does.

    :raises NotFoundError: when the link is not genuine.
    :raises NotPossibleError: when the person works for a host too; that is ended first.
    """
    with transaction() as session:
        person = get_person(session, get_attendee_by_token(token).email, lock=True)
        if person.organiser_id is not None:
            raise NotPossibleError
        return _erase(session, person, "attendee", now)


def erase_registered(
    organiser: Organiser, key: str, registration_id: int, *, now: datetime
) -> ErasureReport:
    """Erase a person who asked one of the hosts for it, as ``erase_person`` does.

    :raises NotFoundError: when it is no registration for a webinar of hosts that they own.
    :raises NotPossibleError: when the person works for a host, or is registered with others too.
    """
    with transaction() as session:
        registration = get_registration_of(organiser, key, registration_id, Role.OWNER)
        attendee = registration.attendee
        person = get_person(session, attendee.email, lock=True)
        if person.organiser_id is not None or is_known_elsewhere(organiser, attendee):
            raise NotPossibleError
        about = registration.webinar_id
        return _erase(session, person, actor_of(organiser), now, webinar=about)


def _erase(
    session: Session, person: Person, actor: str, now: datetime, **about: int
) -> ErasureReport:
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
        write_audit(session, actor, "attendee.erased", ("attendee", None), now=now, **details)
    return report


def _responsible(session: Session) -> list[dict[str, str]]:
    hosts = session.scalars(select(Host).order_by(Host.name, Host.id))
    return [
        {
            "name": host.name,
            "legal_name": host.legal_name,
            "mailbox": host.mailbox,
            "data_protection_contact": host.data_protection_contact,
        }
        for host in hosts
    ]


def _exported(session: Session, table: Table, person: Person) -> dict[str, Any]:
    rows = list_personal_rows(session, table, person)
    return {
        "columns": {
            name: {"purpose": mark["purpose"], "kept": _kept(mark["retention"])}
            for name, mark in marks(table).items()
        },
        "rows": [{name: _plain(value) for name, value in row.items()} for row in rows],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return _written(value)
    return value.value if isinstance(value, Enum) else value


def _written(value: bytes) -> str:
    """Return a mail as it was sent, and a picture in base64."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()


def _kept(retention: Retention) -> str:
    settings = current_settings()
    sentences = {
        Retention.UNCONFIRMED: ngettext(
            "Until the address is confirmed, for %(num)s day at most.",
            "Until the address is confirmed, for %(num)s days at most.",
            settings.unconfirmed_days,
        ),
        Retention.REGISTRATION: ngettext(
            "Until %(num)s day after the last webinar you registered for.",
            "Until %(num)s days after the last webinar you registered for.",
            settings.registration_days,
        ),
        Retention.BODY: ngettext(
            "For %(num)s day after the e-mail was sent.",
            "For %(num)s days after the e-mail was sent.",
            settings.body_days,
        ),
        Retention.LEDGER: gettext("For 90 days after the e-mail was sent."),
        Retention.CONSENT: gettext(
            "As long as your consent lasts, then for 3 years to the end of the year, as proof."
        ),
        Retention.NEWS: gettext(
            "Until you withdraw your consent, at most for 24 months without a sign of life."
        ),
        Retention.AUDIT: gettext("For 12 months."),
        Retention.PROGRAMME: gettext("As long as the webinar is published."),
        Retention.SPEAKER: ngettext(
            "Until %(num)s day after the webinar at which you speak.",
            "Until %(num)s days after the webinar at which you speak.",
            settings.registration_days,
        ),
        Retention.ACCOUNT: gettext("Until you have left the host’s team, then for 30 days."),
        Retention.LONG_WORK: gettext("For 30 days after the list was worked through."),
        Retention.SUPPRESSION: gettext("While the service runs, as a keyed hash of the address."),
    }
    return sentences[retention]


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
