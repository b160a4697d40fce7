"""Registering a person for webinars: a seat, a place on the waiting list, or the hosts'."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind, Subject
from webinars.models.signup import SignUp
from webinars.rules.webinar_states import is_open_for_registration
from webinars.steps.answers import keep_answers
from webinars.steps.messages import queue_message, recipient_of
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


def register_for_all(
    session: Session, signup: SignUp, attendee: Attendee, *, now: datetime
) -> tuple[str, ...]:
    """Register the attendee for all that a confirmed sign-up names, with one mail about it.

    The caller holds the attendee's row.

    :return: keys of webinars that have closed, or filled up without a waiting list.
    """
    # In the order of their numbers, so that two confirmations never wait for each other.
    chosen = sorted(signup.webinars, key=lambda each: each.id)
    refused = [
        each.key
        for each in chosen
        if not register(session, each.id, attendee, source=signup.source, now=now)
    ]
    held = [webinar for webinar in signup.webinars if webinar.key not in refused]
    keep_answers(session, signup, attendee.id, [webinar.id for webinar in held])
    if held:
        recipient = recipient_of(attendee)
        last = max(webinar.ends_at for webinar in held)
        subject = (Subject.SIGNUP, signup.id)
        queue_message(
            session, MessageKind.REGISTERED, recipient, subject, now=now, useful_until=last
        )
    return tuple(refused)
