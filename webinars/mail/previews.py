"""Mails as they will arrive, before there is anybody to get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy

from flask_babel import force_locale, gettext

from webinars.database.engine import session as reading_session
from webinars.mail.compose import compose_content
from webinars.mail.reminders import content_for
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar

NOBODY = 0
"""Row number that nobody has: links in a preview lead nowhere."""


@dataclass(frozen=True)
class Preview:
    """A mail as a mailbox shows it."""

    sender: str
    subject: str
    html: str
    text: str


def preview_reminder(
    webinar: Webinar, audience: Audience, language: str, *, now: datetime
) -> Preview:
    """Return a reminder as an example person reads it.

    :param now: when it is read, because a mail says "tomorrow" where that is true.
    """
    with force_locale(language):
        given_name, family_name = gettext("Kim"), gettext("Example")
        waits = audience == Audience.WAITING
        attendee = Attendee(
            id=NOBODY,
            given_name=given_name,
            family_name=family_name,
            email="kim.example@example.org",
            language=language,
            time_zone=webinar.time_zone,
            generation=NOBODY,
        )
        registration = Registration(
            id=NOBODY,
            webinar=webinar,
            attendee=attendee,
            state=RegistrationState.WAITING if waits else RegistrationState.CONFIRMED,
        )
        content = content_for(
            [registration], audience, 1 if waits else None, language, reading_session(), now
        )
        message = Message(
            kind=MessageKind.REMINDER,
            recipient=attendee.email,
            language=language,
            message_id="<preview@example.org>",
        )
        return _readable(compose_content(message, content, now).body)


def _readable(body: bytes) -> Preview:
    mail = message_from_bytes(body, policy=policy.default)
    parts = {
        kind: part.get_content() if part is not None else ""
        for kind in ("html", "plain")
        for part in [mail.get_body((kind,))]
    }
    return Preview(
        sender=str(mail["From"].addresses[0].display_name),
        subject=str(mail["Subject"]),
        html=parts["html"],
        text=parts["plain"],
    )
