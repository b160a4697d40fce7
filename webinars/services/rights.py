"""The rights of people: to see their data (Articles 15 and 20 GDPR), to have it erased (17).

Both hosts of a joint series answer for all of it (Article 26(3)), so neither is left out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import session as reading_session
from webinars.database.engine import transaction
from webinars.documents.stored_data import stored_data
from webinars.errors import NotPossibleError
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.queries.people import get_registration_of, is_known_elsewhere
from webinars.queries.registrations import get_attendee_by_token
from webinars.queries.rights import get_person
from webinars.steps.audit import actor_of
from webinars.steps.erasures import ErasureReport, erase_and_remember


def export_person(email: str, *, now: datetime) -> dict[str, Any]:
    """Return everything stored about the person of this address, ready to be written as JSON."""
    session = reading_session()
    person = get_person(session, email)
    return {
        "address": person.email,
        "made_at": now.isoformat(),
        "responsible": _responsible(session),
        "data": stored_data(session, person),
    }


def erase_person(email: str, *, now: datetime) -> ErasureReport:
    """Erase the person of this address: free the seats, drop the mails, delete or blank the rows.

    What has to stay as proof of consent stays with a keyed hash instead of the person.

    :raises LastOwnerError: when hosts would be left without anybody who decides about their team;
        then nothing is erased, as half of a person would be nobody's business any more.
    """
    with transaction() as session:
        return erase_and_remember(session, get_person(session, email, lock=True), "operator", now)


def erase_attendee(token: str, *, now: datetime) -> ErasureReport:
    """Erase the holder of a personal link, as ``erase_person`` does.

    :raises NotFoundError: when the link is not genuine.
    :raises NotPossibleError: when the person works for a host too; that is ended first.
    """
    with transaction() as session:
        person = get_person(session, get_attendee_by_token(token).email, lock=True)
        if person.organiser_id is not None:
            raise NotPossibleError
        return erase_and_remember(session, person, "attendee", now)


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
        return erase_and_remember(session, person, actor_of(organiser), now, webinar=about)


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
