"""What the messages about offers of a place say: see ``contents.py``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.formats import moment
from webinars.mail.content import ComposeError, Content, person_values, registration_of
from webinars.mail.links import my_page_url
from webinars.mail.views import webinar_view
from webinars.models.message import Message
from webinars.rules.host_order import places


def offered(message: Message, session: Session, _now: datetime) -> Content:
    """Return what somebody on the waiting list reads for whom a place is held."""
    registration, language = registration_of(message, session), message.language
    attendee, webinar = registration.attendee, registration.webinar
    if registration.offered_until is None:
        raise ComposeError("no place is held for this person any more")
    around = places(webinar.hosts, language)
    own = (language, attendee.id, attendee.generation)
    return Content(
        hosts=webinar.hosts,
        values={
            **person_values(attendee, language),
            "webinar": webinar_view(webinar, language, reader_zone=attendee.time_zone),
            "until": moment(registration.offered_until, webinar.time_zone, language, around),
            "offer_url": my_page_url(*own, "offers", str(registration.id)),
        },
    )


def offer_lapsed(message: Message, session: Session, _now: datetime) -> Content:
    """Return what somebody reads whose offer has ended without an answer."""
    registration, language = registration_of(message, session), message.language
    attendee, webinar = registration.attendee, registration.webinar
    return Content(
        hosts=webinar.hosts,
        values={
            **person_values(attendee, language),
            "webinar": webinar_view(webinar, language, reader_zone=attendee.time_zone),
        },
    )
