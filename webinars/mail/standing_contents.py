"""What the messages say that tell wherever a registration stands: a further date, or once more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.languages import pick
from webinars.mail.calendar import Method, calendar_object
from webinars.mail.content import (
    ComposeError,
    Content,
    invitation_of,
    person_values,
    registration_of,
)
from webinars.mail.entries import personal_entry
from webinars.mail.links import my_page_url
from webinars.mail.views import registration_view
from webinars.models.message import Message
from webinars.models.registration import Registration, RegistrationState


def standing(message: Message, session: Session, now: datetime) -> Content:
    """Say where the registration stands; with a seat comes its calendar entry."""
    registration = registration_of(message, session)
    if registration.state == RegistrationState.CANCELLED:
        raise ComposeError("this registration is cancelled")
    attendee, language = registration.attendee, message.language
    webinar, own = registration.webinar, (language, attendee.id, attendee.generation)
    return Content(
        hosts=webinar.hosts,
        values={
            **person_values(attendee, language),
            "webinar": registration_view(registration, language),
            "state": registration.state.value,
            "by_offer": bool(webinar.offer_hours),
            "series": pick(webinar.series.titles, language),
            "cancel_url": my_page_url(*own, "cancel", str(registration.id)),
            "every_date_url": my_page_url(*own, "every-date", webinar.series.key),
        },
        calendar=_calendar(registration, session, language, now),
    )


def _calendar(
    registration: Registration, session: Session, language: str, now: datetime
) -> tuple[bytes, Method] | None:
    if registration.state != RegistrationState.CONFIRMED:
        return None
    entry = personal_entry(registration, invitation_of(registration, session), language)
    return calendar_object(entry, Method.REQUEST, now=now), Method.REQUEST
