"""The waiting list: whoever waits longest gets the seat that has become free, and is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.models.message import MessageKind, Subject
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.steps.invitations import issue_invitation
from webinars.steps.messages import queue_message, recipient_of
from webinars.steps.seats import add_seat, hold_webinar, take_seat


def promote_waiting(session: Session, webinar_id: int, *, now: datetime) -> int:
    """Give the free seats of a webinar to those who wait, in their order; return how many moved up.

    Nobody moves up once the webinar has ended or was cancelled.
    """
    webinar = hold_webinar(session, webinar_id)
    if webinar.state != WebinarState.PUBLISHED or webinar.ends_at <= now:
        return 0
    promoted = 0
    while (waiter := _first_waiting(session, webinar_id)) and take_seat(session, webinar_id):
        _move_up(session, waiter, webinar, now)
        promoted += 1
    return promoted


def promote_person(
    session: Session, registration: Registration, *, more_seats: bool, now: datetime
) -> bool:
    """Give a seat to one person who waits, out of order; False when nobody moved up.

    :param more_seats: raises the capacity by one when no seat is free.
    """
    webinar = hold_webinar(session, registration.webinar_id)
    if webinar.state != WebinarState.PUBLISHED or webinar.ends_at <= now:
        return False
    waiter = _first_waiting(session, webinar.id, registration.id)
    if waiter is None:
        return False
    if not take_seat(session, webinar.id):
        if not more_seats:
            return False
        add_seat(session, webinar.id, now=now)
        if not take_seat(session, webinar.id):  # pragma: no cover - the webinar is held
            return False
    _move_up(session, waiter, webinar, now)
    return True


def approve_person(session: Session, registration: Registration, *, now: datetime) -> bool:
    """Give a seat to one person whose registration a host approves; False when none is free."""
    webinar = hold_webinar(session, registration.webinar_id)
    if webinar.state != WebinarState.PUBLISHED or webinar.ends_at <= now:
        return False
    asking = _first(session, RegistrationState.REQUESTED, webinar.id, registration.id)
    if asking is None or not take_seat(session, webinar.id):
        return False
    _move_up(session, asking, webinar, now)
    return True


def _move_up(session: Session, waiter: Registration, webinar: Webinar, now: datetime) -> None:
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


def _first_waiting(
    session: Session, webinar_id: int, registration_id: int | None = None
) -> Registration | None:
    return _first(session, RegistrationState.WAITING, webinar_id, registration_id)


def _first(
    session: Session, state: RegistrationState, webinar_id: int, registration_id: int | None
) -> Registration | None:
    only = () if registration_id is None else (Registration.id == registration_id,)
    return session.scalar(
        select(Registration)
        .where(
            Registration.webinar_id == webinar_id,
            Registration.state == state,
            *only,
        )
        .order_by(Registration.id)
        .limit(1)
        .options(joinedload(Registration.attendee))
        .with_for_update(of=Registration)
    )
