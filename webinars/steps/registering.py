"""Registering one person for one webinar: a seat, a place on the waiting list, or the hosts'."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webinars.database.upsert import insert_missing
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind, Subject
from webinars.models.registration import LIVE, Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.rules.webinar_states import is_open_for_registration
from webinars.steps.invitations import issue_invitation
from webinars.steps.messages import queue_message, recipient_of
from webinars.steps.seats import hold_webinar, take_seat


def register(
    session: Session,
    webinar_id: int,
    attendee: Attendee,
    *,
    now: datetime,
    source: str = "",
    standing: bool = False,
) -> bool:
    """Give the attendee a seat, a place on the waiting list or to the hosts; False: neither.

    The caller holds the attendee's row.

    :param standing: it follows from a standing registration: one mail tells where it begins,
        whatever that is. Otherwise the caller tells it, and only the calendar entry is sent here.
    """
    # Moved or cancelled a moment ago: what counts is how it stands now.
    webinar = hold_webinar(session, webinar_id)
    if _has_live_registration(session, webinar.id, attendee.id):
        return True
    if not is_open_for_registration(webinar, now):
        return False
    state = _first_state(session, webinar)
    if state is None:
        return False
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
    return True


def _first_state(session: Session, webinar: Webinar) -> RegistrationState | None:
    """Take a seat if there is one for a newcomer; return where the registration begins."""
    if webinar.approval:
        return RegistrationState.REQUESTED
    # A seat that is free while people wait is theirs.
    waiting = exists().where(
        Registration.webinar_id == webinar.id, Registration.state == RegistrationState.WAITING
    )
    if not session.scalar(select(waiting)) and take_seat(session, webinar.id):
        return RegistrationState.CONFIRMED
    return RegistrationState.WAITING if webinar.waiting_list else None


def _has_live_registration(session: Session, webinar_id: int, attendee_id: int) -> bool:
    live = exists().where(
        Registration.webinar_id == webinar_id,
        Registration.attendee_id == attendee_id,
        Registration.state != RegistrationState.CANCELLED,
    )
    return bool(session.scalar(select(live)))
