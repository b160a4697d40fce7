"""What organisers write to many in their own words, as one person reads it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.formats import date_long, time_of_day
from webinars.languages import pick
from webinars.mail.content import ComposeError, Content, person_values
from webinars.mail.letters import letter_values
from webinars.mail.links import page_url, stop_url
from webinars.mail.views import registration_view
from webinars.models.announcement import FOLLOW_UPS, Announcement
from webinars.models.message import Message
from webinars.models.registration import Registration, RegistrationState
from webinars.text import clean_line


def announcement(message: Message, session: Session, _now: datetime) -> Content:
    """Return what a person reads whom an announcement means; raises ComposeError."""
    row = session.get(Announcement, message.subject_id)
    registration = session.scalar(
        select(Registration)
        .join(Announcement, Announcement.webinar_id == Registration.webinar_id)
        .where(
            Announcement.id == message.subject_id,
            Registration.attendee_id == message.attendee_id,
            Registration.state != RegistrationState.CANCELLED,
        )
        .options(joinedload(Registration.attendee), joinedload(Registration.webinar))
    )
    if row is None or registration is None:
        raise ComposeError("there is nobody to tell this any more, or nothing to tell")
    return announcement_for(row, registration, message.language)


def announcement_for(row: Announcement, registration: Registration, language: str) -> Content:
    """Return what the person of this registration reads."""
    person = person_values(registration.attendee, language)
    values = webinar_values(registration, language)
    follows_up = row.readers in FOLLOW_UPS
    return Content(
        hosts=registration.webinar.hosts,
        stop_url=stop_url(language, registration.id) if follows_up else "",
        values={
            **person,
            **letter_values(row.titles, row.texts, values, language),
            "webinar": registration_view(registration, language),
        },
    )


def webinar_values(registration: Registration, language: str) -> dict[str, str]:
    """Return what stands in place of the placeholders of a text about a webinar."""
    webinar, person = registration.webinar, person_values(registration.attendee, language)
    return {
        "name": person["name"],
        "webinar": clean_line(pick(webinar.titles, language)),
        "series": clean_line(pick(webinar.series.titles, language)),
        "date": date_long(webinar.starts_at, webinar.time_zone, language),
        "time": time_of_day(webinar.starts_at, webinar.time_zone, language),
        "webinar_page": page_url(language, "webinars", webinar.key),
        "my_page": person["page_url"],
    }
