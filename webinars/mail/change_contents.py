"""What the messages about changes say: see ``contents.py``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.formats import moment
from webinars.mail.calendar import Method, calendar_object
from webinars.mail.content import (
    Content,
    invitation_of,
    person_values,
    registration_of,
)
from webinars.mail.entries import left_entry
from webinars.mail.links import page_url
from webinars.mail.views import webinar_view
from webinars.models.message import Message
from webinars.rules.host_order import places


def left(message: Message, session: Session, now: datetime) -> Content:
    """Return what somebody reads who gave up a seat, or a place on the waiting list."""
    registration, language = registration_of(message, session), message.language
    webinar = registration.webinar
    seated = registration.confirmed_at is not None
    calendar = None
    if seated:
        invitation = invitation_of(registration, session)
        entry = left_entry(registration, invitation, message.version, language)
        calendar = (calendar_object(entry, Method.CANCEL, now=now), Method.CANCEL)
    around = places(webinar.hosts, language)
    return Content(
        hosts=webinar.hosts,
        values={
            **person_values(registration.attendee, language),
            "webinar": webinar_view(webinar, language),
            "when": moment(webinar.starts_at, webinar.time_zone, language, around),
            "webinar_url": page_url(language, "webinars", webinar.key),
            "seated": seated,
        },
        calendar=calendar,
    )
