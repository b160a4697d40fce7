"""What the messages to speakers say."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.formats import date_long
from webinars.languages import pick
from webinars.mail.content import ComposeError, Content
from webinars.mail.links import personal_url
from webinars.mail.views import webinar_view
from webinars.models.message import Message
from webinars.models.webinar import SpeakerDesk
from webinars.text import clean_line
from webinars.tokens import Purpose


def speaker(message: Message, session: Session, _now: datetime) -> Content:
    """Return what an invited speaker reads of the webinar as it stands; raises ComposeError."""
    language = message.language
    desk = session.get(SpeakerDesk, message.subject_id)
    if desk is None or desk.invited_at is None:
        raise ComposeError("there is no such speaker any more, or no link to the desk")
    webinar = desk.speaker.webinar
    return Content(
        hosts=webinar.hosts,
        values={
            "name": clean_line(desk.speaker.name),
            "webinar": webinar_view(webinar, language),
            "date": date_long(webinar.starts_at, webinar.time_zone, language),
            "reason": clean_line(pick(webinar.cancellation_reasons, language)),
            "desk_url": personal_url(language, Purpose.SPEAKER, desk.id, desk.generation),
        },
    )
