"""Places: where a registration begins, and moving one to another webinar."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webinars.database.upsert import insert_missing
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind, Subject
from webinars.models.registration import LIVE, Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.offers import is_anybody_unasked
from webinars.rules.webinar_states import is_ahead
from webinars.steps.invitations import issue_invitation
from webinars.steps.leaving import leave
from webinars.steps.messages import queue_message, recipient_of
from webinars.steps.seats import hold_webinar, take_seat


def is_live(session: Session, webinar_id: int, attendee_id: int) -> bool:
    """Tell whether a person has a registration for a webinar that has not ended."""
    live = exists().where(
        Registration.webinar_id == webinar_id,
        Registration.attendee_id == attendee_id,
        Registration.state != RegistrationState.CANCELLED,
    )
    return bool(session.scalar(select(live)))


def first_state(
    session: Session, webinar: Webinar, *, approved: bool = False
) -> RegistrationState | None:
    """Take a seat if there is one for a newcomer; return where the registration begins.

    None: there is no seat and no waiting list.

    :param approved: a host wants this person there.
    """
    if webinar.approval and not approved:
        return RegistrationState.REQUESTED
    # A seat that is free while people wait is theirs, unless they have let it lapse.
    if not is_anybody_unasked(webinar.id) and take_seat(session, webinar.id):
        return RegistrationState.CONFIRMED
    return RegistrationState.WAITING if webinar.waiting_list else None


def give_place(
    session: Session,
    webinar: Webinar,
    attendee: Attendee,
    state: RegistrationState,
    *,
    source: str,
    now: datetime,
    standing: bool = False,
) -> int:
    """Register a person who is not registered yet, with a calendar entry if seated; return the id.

    The caller holds the webinar and has taken the seat.

    :param standing: it follows from a standing registration: one mail tells where it begins,
        whatever that is. Otherwise the caller tells it, and only the calendar entry is sent here.
    """
    seated = state == RegistrationState.CONFIRMED
    values = {
        "webinar_id": webinar.id,
        "attendee_id": attendee.id,
        "state": state,
        "created_at": now,
        "requested_at": now if state == RegistrationState.REQUESTED else None,
        "confirmed_at": now if seated else None,
        "schedule_version": webinar.schedule_version,
        "source": source,
    }
    registration_id = insert_missing(session, Registration, values, LIVE)
    if registration_id is None:  # pragma: no cover - the attendee's row is locked by now
        raise RuntimeError("a registration appeared beside ours")
    if seated:
        issue_invitation(session, attendee.id, webinar.id)
    if seated or standing:
        queue_message(
            session,
            MessageKind.STANDING if standing else MessageKind.INVITATION,
            recipient_of(attendee),
            (Subject.REGISTRATION, registration_id),
            now=now,
            version=webinar.schedule_version,
            useful_until=webinar.ends_at,
        )
    return registration_id


def move_registration(
    session: Session, registration: Registration, webinar_id: int, *, now: datetime
) -> RegistrationState | None:
    """Move a registration to another webinar, to a seat or the waiting list, and tell the person.

    The seat left behind goes to whoever waits for it. None: nothing was changed, because one of
    the two webinars is not ahead, the person is registered there, or there is no place to have.
    """
    # The person first, then the webinars in the order of their numbers: as when an address is
    # confirmed, so that nobody waits for each other.
    attendee = session.get_one(
        Attendee, registration.attendee_id, with_for_update={"key_share": True}
    )
    held = [hold_webinar(session, each) for each in sorted((registration.webinar_id, webinar_id))]
    webinar = next(each for each in held if each.id == webinar_id)
    session.refresh(registration, ["state"], with_for_update=True)
    movable = registration.state in (RegistrationState.CONFIRMED, RegistrationState.WAITING)
    if not movable or not all(is_ahead(each, now) for each in held):
        return None
    if not webinar.is_certain or is_live(session, webinar_id, attendee.id):
        return None
    state = first_state(session, webinar, approved=True)
    if state is None:
        return None
    registration.moved_to_id = give_place(
        session, webinar, attendee, state, source=registration.source, now=now
    )
    session.flush()
    leave(session, registration, now=now)
    return state
