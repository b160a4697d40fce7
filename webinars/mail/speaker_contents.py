"""What the messages to speakers say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webinars.formats import date_long, time_of_day
from webinars.languages import pick
from webinars.mail.calendar import Method, calendar_object
from webinars.mail.content import ComposeError, Content
from webinars.mail.links import personal_url
from webinars.mail.speaker_entries import speaker_called_off_entry, speaker_entry
from webinars.mail.views import webinar_view
from webinars.models.message import Message
from webinars.models.webinar import SpeakerDesk, Webinar, WebinarState
from webinars.rules.meeting_addresses import is_meeting_address
from webinars.rules.occasions import Occasion, occasion_at
from webinars.settings import current_settings
from webinars.text import clean_line
from webinars.tokens import Purpose


def speaker(message: Message, session: Session, now: datetime) -> Content:
    """Return what an invited speaker reads of the webinar as it stands; raises ComposeError."""
    desk = _desk(message, session)
    webinar, language = desk.speaker.webinar, message.language
    calendar = _calendar(desk, language, now)
    return Content(
        hosts=webinar.hosts,
        values={
            **_greeting(desk.speaker.name, webinar, (desk.id, desk.generation), language),
            "date": date_long(webinar.starts_at, webinar.time_zone, language),
            "reason": clean_line(pick(webinar.cancellation_reasons, language)),
            "with_entry": calendar is not None,
        },
        calendar=calendar,
    )


def speaker_reminder(message: Message, session: Session, now: datetime) -> Content:
    """Return what an invited speaker is reminded of; raises ComposeError."""
    desk = _desk(message, session)
    name, link = desk.speaker.name, (desk.id, desk.generation)
    content = speaker_reminder_for(name, desk.speaker.webinar, link, message.language, now)
    if content.values["occasion"] in _ON_THE_DAY:
        return content
    # Once more, for those who were invited while it was a draft; others’ calendars know it.
    return replace(content, calendar=_calendar(desk, message.language, now))


def speaker_reminder_for(
    name: str, webinar: Webinar, link: tuple[int, int], language: str, now: datetime
) -> Content:
    """Return what a speaker of this name is reminded of.

    :param link: number and generation of the desk.
    """
    start, zone = webinar.starts_at, webinar.time_zone
    room_opens = timedelta(minutes=current_settings().join_minutes)
    occasion = occasion_at(now, (start, webinar.ends_at), (zone, zone), room_opens)
    known = is_meeting_address(webinar.presenter_url)
    return Content(
        hosts=webinar.hosts,
        values={
            **_greeting(name, webinar, link, language),
            "occasion": occasion.value,
            "time": time_of_day(start, zone, language),
            "presenter_url": webinar.presenter_url if known and occasion in _ON_THE_DAY else "",
        },
    )


_ON_THE_DAY = (Occasion.HOUR, Occasion.SOON, Occasion.STARTING)
"""When a reminder carries the way in; before, it may still change."""


def _calendar(desk: SpeakerDesk, language: str, now: datetime) -> tuple[bytes, Method] | None:
    """Return what the speaker's calendar shall do; nothing while moves are told to nobody."""
    state = desk.speaker.webinar.state
    if state == WebinarState.DRAFT:
        return None
    if state == WebinarState.CANCELLED:
        entry = speaker_called_off_entry(desk, language)
        return calendar_object(entry, Method.CANCEL, now=now), Method.CANCEL
    entry = speaker_entry(desk, language)
    return calendar_object(entry, Method.REQUEST, now=now), Method.REQUEST


def _desk(message: Message, session: Session) -> SpeakerDesk:
    desk = session.get(SpeakerDesk, message.subject_id)
    if desk is None or desk.invited_at is None:
        raise ComposeError("there is no such speaker any more, or no link to the desk")
    return desk


def _greeting(
    name: str, webinar: Webinar, link: tuple[int, int], language: str
) -> dict[str, object]:
    return {
        "name": clean_line(name),
        "webinar": webinar_view(webinar, language),
        "desk_url": personal_url(language, Purpose.SPEAKER, *link),
    }
