"""Calendars that decline: the person is asked whether to give up the place, never cancelled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind, Subject
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.steps.messages import Recipient, queue_message


def ask_after_decline(
    session: Session, uid: str, sequence: int, attendee: str, *, now: datetime
) -> bool:
    """Queue the question, once for each version of the calendar entry; False: no reason to ask.

    Mails prove nothing about their sender, so a decline must not end a registration
    (RFC 6047, section 2.2).

    :param sequence: of the entry that was declined; only the present one counts.
    :param attendee: cleaned address of who declines, which must be the one that we invited.
    """
    found = session.scalar(
        select(Registration)
        .join(Registration.attendee)
        .join(Registration.webinar)
        .join(
            Invitation,
            (Invitation.attendee_id == Registration.attendee_id)
            & (Invitation.webinar_id == Registration.webinar_id),
        )
        .where(
            Invitation.uid == uid,
            Invitation.sequence == sequence,
            Attendee.email == attendee,
            Registration.state == RegistrationState.CONFIRMED,
            Webinar.state == WebinarState.PUBLISHED,
            Webinar.starts_at > now,
        )
        .options(joinedload(Registration.attendee), joinedload(Registration.webinar))
    )
    if found is None:
        return False
    person = found.attendee
    queued = queue_message(
        session,
        MessageKind.DECLINED,
        Recipient(email=person.email, language=person.language, attendee_id=person.id),
        (Subject.REGISTRATION, found.id),
        now=now,
        version=sequence,
        useful_until=found.webinar.starts_at,
    )
    return queued is not None
