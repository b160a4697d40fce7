"""Mails in own words as they will arrive, of every kind that can have them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale

from webinars.database.engine import session as reading_session
from webinars.formats import date_long, when_line, when_short, zone_city
from webinars.mail.compose import Mail, compose_content
from webinars.mail.content import Content, person_values
from webinars.mail.links import page_url
from webinars.mail.own_words import own_of
from webinars.mail.previews import (
    Preview,
    example_message,
    example_registration,
    readable,
    test_message,
)
from webinars.mail.reminders import About, content_for
from webinars.mail.views import registration_view
from webinars.models.message import Message, MessageKind
from webinars.models.own_words import OwnWords, WordsKind
from webinars.models.registration import Registration
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar
from webinars.rules.host_order import places

_AFTERWARDS = {
    WordsKind.ATTENDED: Audience.ATTENDED,
    WordsKind.ABSENT: Audience.ABSENT,
    WordsKind.OVER: Audience.CONFIRMED,
}

_BEFORE = {
    WordsKind.REMINDER: timedelta(days=7),
    WordsKind.REMINDER_TOMORROW: timedelta(days=1),
    WordsKind.REMINDER_SOON: timedelta(hours=1),
}

_ALWAYS = {
    WordsKind.REGISTERED: MessageKind.REGISTERED,
    WordsKind.WAITING: MessageKind.REGISTERED,
    WordsKind.REQUESTED: MessageKind.REGISTERED,
    WordsKind.INVITATION: MessageKind.INVITATION,
    WordsKind.MOVED_UP: MessageKind.MOVED_UP,
    WordsKind.APPROVED: MessageKind.MOVED_UP,
    WordsKind.MOVED: MessageKind.MOVED,
    WordsKind.CANCELLED: MessageKind.CANCELLED,
}

_MOVED_BY = timedelta(days=7)
"""How much earlier the webinar of an example was to take place."""


def preview_words(
    kind: WordsKind, chain: Sequence[OwnWords], webinar: Webinar, language: str, *, now: datetime
) -> Preview:
    """Return a mail of this kind as an example person reads it.

    :param chain: whose words hold, the nearest first; empty: as the service says it.
    """
    message = example_message(_message_kind(kind), language)
    with force_locale(language):
        return readable(_written(message, kind, chain, webinar, now))


def write_test_of_words(
    message: Message,
    kind: WordsKind,
    chain: Sequence[OwnWords],
    webinar: Webinar,
    *,
    now: datetime,
) -> Mail:
    """Return the same mail, marked as a test, for this message."""
    test = test_message(message, _message_kind(kind))
    with force_locale(message.language):
        return _written(test, kind, chain, webinar, now, as_test=True)


def _written(
    message: Message,
    kind: WordsKind,
    chain: Sequence[OwnWords],
    webinar: Webinar,
    now: datetime,
    *,
    as_test: bool = False,
) -> Mail:
    language = message.language
    registration = example_registration(webinar, language)
    content, own = _content(kind, registration, language), own_of(chain, registration, language)
    return compose_content(message, content, now, own=own, as_test=as_test)


def _message_kind(kind: WordsKind) -> MessageKind:
    return _ALWAYS.get(kind, MessageKind.REMINDER)


def _content(kind: WordsKind, registration: Registration, language: str) -> Content:
    if kind in _ALWAYS:
        person = person_values(registration.attendee, language)
        values = _values(kind, registration, language)
        return Content(hosts=registration.webinar.hosts, values={**person, **values})
    webinar = registration.webinar
    audience = _AFTERWARDS.get(kind, Audience.CONFIRMED)
    about = About(audience=audience, of_recording=kind == WordsKind.RECORDING)
    read = webinar.starts_at - _BEFORE[kind] if kind in _BEFORE else webinar.ends_at
    return content_for([registration], about, language, reading_session(), read)


def _values(kind: WordsKind, registration: Registration, language: str) -> dict[str, Any]:
    view = registration_view(registration, language)
    waiting = {"view": view, "when": view.when_short, "position": 1}
    if _ALWAYS[kind] == MessageKind.REGISTERED:
        return {
            "confirmed": [view] if kind == WordsKind.REGISTERED else [],
            "by_offer": bool(registration.webinar.offer_hours),
            "waiting": [waiting] if kind == WordsKind.WAITING else [],
            "requested": [view] if kind == WordsKind.REQUESTED else [],
            "every_date_of": [],
        }
    common = {"webinar": view, "seated": True, "reason": ""}
    if kind == WordsKind.MOVED:
        return {**common, **_former_time(registration.webinar, language)}
    webinar = registration.webinar
    return {
        **common,
        "approved": kind == WordsKind.APPROVED,
        "date": date_long(webinar.starts_at, webinar.time_zone, language),
        "series_url": page_url(language, "series", webinar.series.key),
    }


def _former_time(webinar: Webinar, language: str) -> dict[str, Any]:
    start, end = webinar.starts_at - _MOVED_BY, webinar.ends_at - _MOVED_BY
    zone = webinar.time_zone
    return {
        "old_when": when_line(start, end, zone, places(webinar.hosts, language), language),
        "old_short": when_short(start, zone, language),
        "new_utc": "",
        "zone_city": zone_city(zone, language),
        "requested": False,
    }
