"""Mails as they will arrive, before there is anybody to get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy

from flask_babel import force_locale, gettext

from webinars.database.engine import session as reading_session
from webinars.mail.announcements import announcement_for
from webinars.mail.compose import Mail, compose_content
from webinars.mail.content import Content
from webinars.mail.news_contents import news_for
from webinars.mail.reminders import About, content_for
from webinars.mail.speaker_contents import speaker_reminder_for
from webinars.models.announcement import Announcement, Readers
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind
from webinars.models.news import News
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Anchor, Audience, Reminder
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


def preview_reminder(webinar: Webinar, rule: Reminder, language: str, *, now: datetime) -> Preview:
    """Return a reminder as an example person reads it.

    :param now: when it is read, because a mail says "tomorrow" where that is true.
    """
    with force_locale(language):
        kind, content = _reminder(webinar, rule, language, now)
        return readable(compose_content(example_message(kind, language), content, now))


def write_test_of_reminder(
    message: Message, webinar: Webinar, rule: Reminder, *, now: datetime
) -> Mail:
    """Return a reminder as an example person reads it, marked as a test, for this message.

    :param now: when it would be read.
    """
    language = message.language
    with force_locale(language):
        kind, content = _reminder(webinar, rule, language, now)
        return compose_content(test_message(message, kind), content, now, as_test=True)


def preview_announcement(
    row: Announcement, webinar: Webinar, language: str, *, now: datetime
) -> Preview:
    """Return an announcement as an example person reads it."""
    with force_locale(language):
        content = _announcement(row, webinar, language)
        example = example_message(MessageKind.ANNOUNCEMENT, language)
        return readable(compose_content(example, content, now))


def write_test_of_announcement(
    message: Message, row: Announcement, webinar: Webinar, *, now: datetime
) -> Mail:
    """Return an announcement as an example person reads it, marked as a test, for this message."""
    with force_locale(message.language):
        content = _announcement(row, webinar, message.language)
        test = test_message(message, MessageKind.ANNOUNCEMENT)
        return compose_content(test, content, now, as_test=True)


def preview_news(row: News, language: str, *, now: datetime) -> Preview:
    """Return news as an example person reads it."""
    with force_locale(language):
        example = example_message(MessageKind.NEWS, language)
        return readable(compose_content(example, news_for(row, NOBODY, language), now))


def write_test_of_news(message: Message, row: News, *, now: datetime) -> Mail:
    """Return news as an example person reads it, marked as a test, for this message."""
    with force_locale(message.language):
        content = news_for(row, NOBODY, message.language)
        return compose_content(test_message(message, MessageKind.NEWS), content, now, as_test=True)


def _announcement(row: Announcement, webinar: Webinar, language: str) -> Content:
    waits = row.readers == Readers.WAITING
    return announcement_for(row, example_registration(webinar, language, waits=waits), language)


def _reminder(
    webinar: Webinar, rule: Reminder, language: str, now: datetime
) -> tuple[MessageKind, Content]:
    waits = rule.audience == Audience.WAITING
    registration = example_registration(webinar, language, waits=waits)
    if rule.audience == Audience.SPEAKERS:
        name = registration.attendee.full_name
        content = speaker_reminder_for(name, webinar, (NOBODY, NOBODY), language, now)
        return MessageKind.SPEAKER_REMINDER, content
    about = About(
        audience=rule.audience,
        of_recording=rule.anchor == Anchor.RECORDING,
        position=1 if waits else None,
    )
    content = content_for([registration], about, language, reading_session(), now)
    return MessageKind.REMINDER, content


def example_registration(webinar: Webinar, language: str, *, waits: bool = False) -> Registration:
    """Return the place of an example person, in no database."""
    return Registration(
        id=NOBODY,
        webinar=webinar,
        attendee=_attendee(language, webinar.time_zone),
        state=RegistrationState.WAITING if waits else RegistrationState.CONFIRMED,
    )


def _attendee(language: str, time_zone: str) -> Attendee:
    return Attendee(
        id=NOBODY,
        given_name=gettext("Kim"),
        family_name=gettext("Example"),
        email="kim.example@example.org",
        language=language,
        time_zone=time_zone,
        generation=NOBODY,
    )


def example_message(kind: MessageKind, language: str) -> Message:
    """Return a message of this kind to an example person."""
    return Message(
        kind=kind,
        recipient="kim.example@example.org",
        language=language,
        message_id="<preview@example.org>",
    )


def test_message(message: Message, kind: MessageKind) -> Message:
    """Return a message that reads as one of this kind, on the way of another one."""
    return Message(
        kind=kind,
        recipient=message.recipient,
        language=message.language,
        message_id=message.message_id,
    )


def readable(written: Mail) -> Preview:
    """Return a mail as a mailbox shows it."""
    mail = message_from_bytes(written.body, policy=policy.default)
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
