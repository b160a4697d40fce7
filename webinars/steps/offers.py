"""Offers of a seat to whoever waits for it: accepting one, and ending one without an answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.models.message import MessageKind, Subject
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.offers import is_anybody_unasked
from webinars.rules.offers import LAST_OFFER
from webinars.steps.messages import queue_message, recipient_of
from webinars.steps.seats import hold_webinar, release_seat
from webinars.steps.waiting_list import move_up, promote_waiting


def accept_offer(session: Session, registration: Registration, *, now: datetime) -> bool:
    """Give the seat that is held for a person; False: no offer stands any more.

    The webinar may be cancelled or over by now.
    """
    webinar = hold_webinar(session, registration.webinar_id)
    offered = _hold_offered(session, webinar, now, registration.id)
    if offered is None:
        return False
    move_up(session, offered, webinar, now)
    return True


def withdraw_offer(session: Session, registration: Registration, *, now: datetime) -> bool:
    """Take one offer back; the seat is offered to the next person, or free if nobody waits."""
    webinar = hold_webinar(session, registration.webinar_id)
    offered = _hold_offered(session, webinar, now, registration.id)
    if offered is None:
        return False
    _end(session, offered, webinar, now)
    return True


def lapse_offers(session: Session, webinar_id: int, *, now: datetime) -> int:
    """End the overdue offers of a webinar as far as somebody else waits; return how many.

    Nobody loses an offer for which nobody else could get the seat.
    """
    webinar = hold_webinar(session, webinar_id)
    lapsed = 0
    while is_anybody_unasked(webinar_id):
        offered = _hold_offered(session, webinar, now)
        if offered is None or not _is_overdue(offered, webinar, now):
            break
        _end(session, offered, webinar, now)
        lapsed += 1
    return lapsed


def _end(session: Session, offered: Registration, webinar: Webinar, now: datetime) -> None:
    offered.state = RegistrationState.WAITING
    offered.offered_until = None
    offered.lapsed_at = now
    queue_message(
        session,
        MessageKind.OFFER_LAPSED,
        recipient_of(offered.attendee),
        (Subject.REGISTRATION, offered.id),
        now=now,
        version=offered.offers,
        useful_until=webinar.ends_at,
    )
    session.flush()
    release_seat(session, webinar.id)
    promote_waiting(session, webinar.id, now=now, also_asked=False)


def _hold_offered(
    session: Session, webinar: Webinar, now: datetime, registration_id: int | None = None
) -> Registration | None:
    """Return this offer of the webinar, or the one that ends first, unless the webinar is over."""
    if webinar.state != WebinarState.PUBLISHED or webinar.ends_at <= now:
        return None
    only = () if registration_id is None else (Registration.id == registration_id,)
    return session.scalar(
        select(Registration)
        .where(
            Registration.webinar_id == webinar.id,
            Registration.state == RegistrationState.OFFERED,
            *only,
        )
        .order_by(Registration.offered_until, Registration.id)
        .limit(1)
        .options(joinedload(Registration.attendee))
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    )


def _is_overdue(offered: Registration, webinar: Webinar, now: datetime) -> bool:
    until = offered.offered_until
    return until is None or until <= now or webinar.starts_at - LAST_OFFER <= now
