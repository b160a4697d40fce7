"""Offers of a place from the waiting list: what the person, the team and time make of them."""

from __future__ import annotations

from datetime import datetime

from webinars.database.engine import transaction
from webinars.models.organiser import Organiser
from webinars.queries.offers import list_overdue_webinars
from webinars.queries.people import get_registration_of
from webinars.queries.registrations import get_attendee_by_token, get_registration_of_attendee
from webinars.steps import offers
from webinars.steps.audit import audit_registration, write_audit


def accept_offer(token: str, number: int, *, now: datetime) -> bool:
    """Take the seat that is offered to the holder of a personal link; False: it is not any more.

    Accepting twice is accepting once.

    :param number: of the person's registration.
    :raises NotFoundError: when the link is not genuine, or the registration somebody else's.
    """
    with transaction() as session:
        attendee = get_attendee_by_token(token)
        registration = get_registration_of_attendee(attendee, number)
        accepted = offers.accept_offer(session, registration, now=now)
        if accepted:
            subject = ("registration", registration.id)
            write_audit(session, "attendee", "offer.accepted", subject, now=now)
        return accepted


def withdraw_offer(organiser: Organiser, key: str, number: int, *, now: datetime) -> bool:
    """Take an offer back and tell the person; False: there was none any more.

    The seat is offered to the next person who waits.

    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    """
    with transaction() as session:
        registration = get_registration_of(organiser, key, number)
        withdrawn = offers.withdraw_offer(session, registration, now=now)
        if withdrawn:
            audit_registration(session, organiser, "offer.withdrawn", registration, now=now)
        return withdrawn


def lapse_offers(now: datetime) -> int:
    """End what nobody has accepted in time and offer it to others; return how many offers ended."""
    return sum(_lapse(webinar_id, now) for webinar_id in list_overdue_webinars(now))


def _lapse(webinar_id: int, now: datetime) -> int:
    with transaction() as session:
        lapsed = offers.lapse_offers(session, webinar_id, now=now)
        if lapsed:
            subject = ("webinar", webinar_id)
            write_audit(session, "worker", "offers.lapsed", subject, now=now, count=lapsed)
        return lapsed
