"""Attendance: the join button lets a person into the meeting and remembers when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.database.upsert import insert_or_update
from webinars.errors import JoinRefusedError
from webinars.models.attendance import Attendance
from webinars.models.registration import Registration
from webinars.queries.registrations import get_registration_by_token
from webinars.rules.join_states import JoinState, join_state
from webinars.rules.meeting_addresses import is_meeting_address
from webinars.rules.platforms import platform_name
from webinars.settings import current_settings


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """Where a webinar takes place; for the person who has just pressed the button."""

    address: str
    platform: str
    """In words."""
    passcode: str
    """Empty: none is needed."""


def record_join(token: str, *, now: datetime) -> Meeting:
    """Write down that the holder of this link joins, and return the meeting.

    The first and the last time are kept; joining again is the same attendance.

    :raises NotFoundError: when the link is not genuine.
    :raises JoinRefusedError: when the way in is not open for this person at this moment.
    """
    with transaction() as session:
        registration = get_registration_by_token(token)
        session.refresh(registration, ["state"], with_for_update=True)
        minutes = current_settings().join_minutes
        webinar = registration.webinar
        state = join_state(registration.state, webinar, minutes, now)
        if state != JoinState.OPEN or not is_meeting_address(webinar.meeting_url):
            raise JoinRefusedError
        _record(session, registration, now)
        return Meeting(
            address=webinar.meeting_url,
            platform=platform_name(webinar.meeting_url),
            passcode=webinar.meeting_passcode,
        )


def _record(session: Session, registration: Registration, now: datetime) -> None:
    values = {
        "registration_id": registration.id,
        "attendee_id": registration.attendee_id,
        "joined_at": now,
        "last_joined_at": now,
    }
    insert_or_update(
        session, Attendance, values, ("registration_id",), ("joined_at", "attendee_id")
    )
