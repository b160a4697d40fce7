"""Leaving a webinar: one registration ends, its seat goes to whoever waits, the person is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.models.message import DropReason, MessageKind, Subject
from webinars.models.registration import SEATED, Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.steps.invitations import raise_sequence
from webinars.steps.message_drops import about_registration, drop_queued
from webinars.steps.messages import queue_message, recipient_of
from webinars.steps.seats import hold_webinar, release_seat
from webinars.steps.waiting_list import promote_waiting


def leave(
    session: Session,
    registration: Registration,
    *,
    now: datetime,
    declined: bool = False,
    by_team: bool = False,
) -> None:
    """End one registration and write to its person; leaving twice is leaving once.

    Nothing happens once the webinar is cancelled or over. Who ends several takes them in the order
    of their webinars' numbers.

    :param declined: a host ends it, because it is not approved; nothing happens to other ones.
    :param by_team: a host ends it, and not its person.
    """
    webinar = hold_webinar(session, registration.webinar_id)
    live = _hold_live(session, registration.id)
    if live is None or webinar.state != WebinarState.PUBLISHED or webinar.ends_at <= now:
        return
    if declined and live.state != RegistrationState.REQUESTED:
        return
    live.declined_at = now if declined or by_team else None
    seated, held = live.state == RegistrationState.CONFIRMED, live.state in SEATED
    live.state = RegistrationState.CANCELLED
    live.offered_until = None
    live.cancelled_at = now
    session.flush()
    drop_queued(session, about_registration(live), reason=DropReason.CANCELLED, now=now)
    _tell(session, live, webinar, seated=seated, now=now)
    if held:
        release_seat(session, webinar.id)
        promote_waiting(session, webinar.id, now=now)


def _hold_live(session: Session, registration_id: int) -> Registration | None:
    return session.scalar(
        select(Registration)
        .where(
            Registration.id == registration_id,
            Registration.state != RegistrationState.CANCELLED,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _tell(
    session: Session, registration: Registration, webinar: Webinar, *, seated: bool, now: datetime
) -> None:
    # The number is kept with the message: who registers again at once has a higher one by then,
    # and calendars ignore the lower.
    sequence = raise_sequence(session, registration.attendee_id, webinar.id) if seated else 0
    queue_message(
        session,
        MessageKind.LEFT,
        recipient_of(registration.attendee),
        (Subject.REGISTRATION, registration.id),
        now=now,
        version=sequence,
        useful_until=webinar.ends_at,
    )
