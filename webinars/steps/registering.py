"""Registering one person for one webinar: a seat, a place on the waiting list, or the hosts'."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.models.attendee import Attendee
from webinars.rules.webinar_states import is_open_for_registration
from webinars.steps.places import first_state, give_place, is_live
from webinars.steps.seats import hold_webinar


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
    if is_live(session, webinar.id, attendee.id):
        return True
    if not is_open_for_registration(webinar, now):
        return False
    state = first_state(session, webinar)
    if state is None:
        return False
    give_place(session, webinar, attendee, state, source=source, now=now, standing=standing)
    return True
