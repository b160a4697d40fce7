"""What a team does to one registration, written down; the same one by one and in a long work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webinars.models.message import MessageKind, Subject
from webinars.models.organiser import Organiser
from webinars.models.registration import Registration, RegistrationState
from webinars.queries.schedules import WILL_HEAR
from webinars.steps.audit import audit_registration
from webinars.steps.leaving import leave
from webinars.steps.messages import queue_message, recipient_of
from webinars.steps.places import move_registration
from webinars.steps.waiting_list import approve_person, promote_person


def cancel(
    session: Session, organiser: Organiser, registration: Registration, now: datetime
) -> bool:
    """End a registration and tell the person; False when there was nothing to end."""
    before = registration.state
    leave(session, registration, now=now, by_team=True)
    session.flush()
    changed = before != registration.state == RegistrationState.CANCELLED
    if changed:
        audit_registration(session, organiser, "registration.cancelled", registration, now=now)
    return changed


def approve(
    session: Session, organiser: Organiser, registration: Registration, now: datetime
) -> bool:
    """Approve a registration and tell the person; False when nobody asks or no seat is free."""
    approved = approve_person(session, registration, now=now)
    if approved:
        audit_registration(session, organiser, "registration.approved", registration, now=now)
    return approved


def decline(
    session: Session, organiser: Organiser, registration: Registration, now: datetime
) -> bool:
    """Decline a registration and tell the person; False when nobody asks."""
    before = registration.declined_at
    leave(session, registration, now=now, declined=True)
    declined = registration.declined_at != before
    if declined:
        audit_registration(session, organiser, "registration.declined", registration, now=now)
    return declined


def promote(
    session: Session,
    organiser: Organiser,
    registration: Registration,
    now: datetime,
    *,
    more_seats: bool = False,
) -> bool:
    """Give a place out of order and tell the person; False when nobody waits or none is free.

    :param more_seats: raises the capacity by one when no place is free.
    """
    seats = registration.webinar.capacity
    promoted = promote_person(session, registration, more_seats=more_seats, now=now)
    if promoted:
        session.refresh(registration.webinar, ["capacity"])
        audit_registration(
            session,
            organiser,
            "registration.promoted",
            registration,
            now=now,
            seats_added=registration.webinar.capacity - seats,
        )
    return promoted


def resend(
    session: Session, organiser: Organiser, registration: Registration, now: datetime
) -> bool:
    """Send the confirmation once more; False when a mail that tells as much was, or will be, sent.

    One for each time that a webinar has had, so that nobody is written to again and again.
    """
    waits = exists().where(Registration.id == registration.id, WILL_HEAR)
    queued = None
    if not session.scalar(select(waits)):
        queued = queue_message(
            session,
            MessageKind.REGISTERED_AGAIN,
            recipient_of(registration.attendee),
            (Subject.REGISTRATION, registration.id),
            now=now,
            version=registration.webinar.schedule_version,
            useful_until=registration.webinar.ends_at,
        )
    if queued is not None:
        audit_registration(session, organiser, "registration.resent", registration, now=now)
    return queued is not None


def move(
    session: Session, organiser: Organiser, registration: Registration, to: int, now: datetime
) -> RegistrationState | None:
    """Move a registration and tell the person; return what there is in the other webinar.

    None: nothing was changed.

    :param to: number of the other webinar.
    """
    state = move_registration(session, registration, to, now=now)
    if state is not None:
        audit_registration(session, organiser, "registration.moved", registration, now=now, to=to)
    return state
