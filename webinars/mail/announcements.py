"""What organisers write to many in their own words, as one person reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.formats import date_long, language_name, time_of_day
from webinars.languages import pick, picked_language
from webinars.mail.content import ComposeError, Content, person_values
from webinars.mail.links import page_url, stop_url
from webinars.mail.views import registration_view
from webinars.models.announcement import FOLLOW_UPS, Announcement
from webinars.models.message import Message
from webinars.models.registration import Registration, RegistrationState
from webinars.rules.placeholders import filled
from webinars.text import clean_line

_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}’»])")
_EMPTY_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Piece:
    """A part of a paragraph; with an address it is a link."""

    text: str
    url: str = ""


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
    values = _values(registration, language)
    written = picked_language(row.texts, language)
    text = filled(pick(row.texts, language), values)
    follows_up = row.readers in FOLLOW_UPS
    return Content(
        hosts=registration.webinar.hosts,
        stop_url=stop_url(language, registration.id) if follows_up else "",
        values={
            **person,
            "title": clean_line(filled(pick(row.titles, language), values)),
            "paragraphs": [
                [_pieces(line) for line in paragraph.splitlines()]
                for paragraph in _EMPTY_LINES.split(text)
            ],
            "written": written,
            "written_name": language_name(written, language),
            "webinar": registration_view(registration, language),
        },
    )


def _values(registration: Registration, language: str) -> dict[str, str]:
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


def _pieces(line: str) -> list[Piece]:
    return [
        Piece(part, part if _ADDRESS.fullmatch(part) else "")
        for part in _ADDRESS.split(line)
        if part
    ]
