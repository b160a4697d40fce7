"""The waiting list: whoever waits longest gets or is offered the seat that has become free."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from webinars.models.message import MessageKind, Subject
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.registrations import UNASKED, WAITING_ORDER
from webinars.rules.offers import offer_deadline
from webinars.steps.invitations import issue_invitation
from webinars.steps.messages import queue_message, recipient_of
from webinars.steps.seats import add_seat, hold_webinar, take_seat


def promote_waiting(
    session: Session, webinar_id: int, *, now: datetime, also_asked: bool = True
) -> int:
    """Give or offer the free seats of a webinar to those who wait, in their order; to how many.

    Nobody moves up once the webinar has ended or was cancelled.

    :param also_asked: False: nobody who has let an offer lapse.
    """
    who = () if also_asked else (UNASKED,)
    webinar = hold_webinar(session, webinar_id)
    if webinar.state != WebinarState.PUBLISHED or webinar.ends_at <= now:
        return 0
    promoted = 0
    deadline = offer_deadline(webinar.offer_hours, webinar.starts_at, now)
    while (waiter := _first_waiting(session, webinar_id, *who)) and take_seat(session, webinar_id):
        if deadline is None:
            move_up(session, waiter, webinar, now)
        else:
            _offer(session, waiter, webinar, deadline, now)
        promoted += 1
    return promoted


def promote_person(
    session: Session, registration: Registration, *, more_seats: bool, now: datetime
) -> bool:
    """Give a seat to one person who waits, out of order, or the one offered to this person.

    False: nobody moved up.

    :param more_seats: raises the capacity by one when no seat is free.
    """
    webinar = hold_webinar(session, registration.webinar_id)
    if webinar.state != WebinarState.PUBLISHED or webinar.ends_at <= now:
        return False
    own = Registration.id == registration.id
    offered = _first(session, RegistrationState.OFFERED, webinar.id, own)
    if offered is not None:
        move_up(session, offered, webinar, now)
        return True
    waiter = _first_waiting(session, webinar.id, own)
    if waiter is None:
        return False
    if not take_seat(session, webinar.id):
        if not more_seats:
            return False
        add_seat(session, webinar.id, now=now)
        if not take_seat(session, webinar.id):  # pragma: no cover - the webinar is held
            return False
    move_up(session, waiter, webinar, now)
    return True


def approve_person(session: Session, registration: Registration, *, now: datetime) -> bool:
    """Give a seat to one person whose registration a host approves; False when none is free."""
    webinar = hold_webinar(session, registration.webinar_id)
    if webinar.state != WebinarState.PUBLISHED or webinar.ends_at <= now:
        return False
    own = Registration.id == registration.id
    asking = _first(session, RegistrationState.REQUESTED, webinar.id, own)
    if asking is None or not take_seat(session, webinar.id):
        return False
    move_up(session, asking, webinar, now)
    return True


def move_up(session: Session, waiter: Registration, webinar: Webinar, now: datetime) -> None:
    """Confirm a registration for which a seat has been taken, and tell the person."""
    waiter.offered_until = None
    waiter.state = RegistrationState.CONFIRMED
    waiter.confirmed_at = now
    waiter.schedule_version = webinar.schedule_version
    issue_invitation(session, waiter.attendee_id, webinar.id)
    queue_message(
        session,
        MessageKind.MOVED_UP,
        recipient_of(waiter.attendee),
        (Subject.REGISTRATION, waiter.id),
        now=now,
        version=webinar.schedule_version,
        useful_until=webinar.ends_at,
    )


def _offer(
    session: Session, waiter: Registration, webinar: Webinar, deadline: datetime, now: datetime
) -> None:
    waiter.state = RegistrationState.OFFERED
    waiter.offered_until = deadline
    waiter.offers += 1
    queue_message(
        session,
        MessageKind.OFFERED,
        recipient_of(waiter.attendee),
        (Subject.REGISTRATION, waiter.id),
        now=now,
        version=waiter.offers,
        useful_until=webinar.ends_at,
    )


def _first_waiting(
    session: Session, webinar_id: int, *who: ColumnElement[bool]
) -> Registration | None:
    return _first(session, RegistrationState.WAITING, webinar_id, *who)


def _first(
    session: Session, state: RegistrationState, webinar_id: int, *who: ColumnElement[bool]
) -> Registration | None:
    return session.scalar(
        select(Registration)
        .where(
            Registration.webinar_id == webinar_id,
            Registration.state == state,
            *who,
        )
        .order_by(*WAITING_ORDER)
        .limit(1)
        .options(joinedload(Registration.attendee))
        .with_for_update(of=Registration)
    )
