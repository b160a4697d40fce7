"""What the messages about changes say: see ``contents.py``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webinars.formats import date_long, moment, when_line, when_short, when_utc, zone_city
from webinars.languages import pick
from webinars.mail.calendar import Method, calendar_object
from webinars.mail.content import (
    ComposeError,
    Content,
    Told,
    invitation_of,
    person_values,
    registration_of,
)
from webinars.mail.entries import called_off_entry, left_entry, personal_entry
from webinars.mail.links import page_url
from webinars.mail.views import registration_view, webinar_view
from webinars.models.message import Message
from webinars.models.own_words import WordsKind
from webinars.models.registration import Registration, RegistrationState
from webinars.queries.schedules import find_schedule, find_told_schedule
from webinars.rules.host_order import ordered, places
from webinars.rules.moves import as_told, is_same_time, keeps_clock
from webinars.text import clean_line


def moved(message: Message, session: Session, now: datetime) -> Content:
    """Return what somebody reads whose webinar takes place at another time."""
    registration, language = registration_of(message, session), message.language
    webinar = registration.webinar
    old, new = find_told_schedule(session, message), find_schedule(session, webinar)
    if old is None or new is None or is_same_time(old, new):
        raise ComposeError("the person knows this time already")
    told, clocks_alone = as_told(old), keeps_clock(old, new)
    around = places(webinar.hosts, language)
    old_when = when_line(told.starts_at, told.ends_at, told.time_zone, around, language)
    if clocks_alone:
        old_when = when_utc(old.starts_at, old.ends_at, language)
    seated = registration.state == RegistrationState.CONFIRMED
    calendar = None
    if seated:
        invitation = invitation_of(registration, session)
        entry = personal_entry(registration, invitation, language, old_when)
        calendar = (calendar_object(entry, Method.REQUEST, now=now), Method.REQUEST)
    return Content(
        hosts=webinar.hosts,
        values={
            **person_values(registration.attendee, language),
            "webinar": registration_view(registration, language),
            "old_when": old_when,
            "old_short": old_when
            if clocks_alone
            else when_short(told.starts_at, told.time_zone, language),
            "new_utc": when_utc(new.starts_at, new.ends_at, language) if clocks_alone else "",
            "zone_city": zone_city(new.time_zone, language),
            "reason": clean_line(pick(new.reasons, language)),
            "seated": seated,
            "requested": registration.state == RegistrationState.REQUESTED,
            "offered": registration.state == RegistrationState.OFFERED,
        },
        calendar=calendar,
        told=None if clocks_alone else Told(WordsKind.MOVED, registration),
    )


def edited(message: Message, session: Session, now: datetime) -> Content:
    """Return what somebody reads about a webinar of which something but its time has changed."""
    registration, language = registration_of(message, session), message.language
    webinar = registration.webinar
    seated = registration.state == RegistrationState.CONFIRMED
    calendar = None
    if seated:
        entry = personal_entry(registration, invitation_of(registration, session), language)
        calendar = (calendar_object(entry, Method.REQUEST, now=now), Method.REQUEST)
    return Content(
        hosts=webinar.hosts,
        values={
            **person_values(registration.attendee, language),
            "webinar": registration_view(registration, language),
            "words": clean_line(pick(webinar.edit_words, language)),
            "webinar_url": page_url(language, "webinars", webinar.key),
            "seated": seated,
        },
        calendar=calendar,
    )


def cancelled(message: Message, session: Session, now: datetime) -> Content:
    """Return what somebody reads whose webinar does not take place."""
    registration, language = registration_of(message, session), message.language
    webinar = registration.webinar
    # The time that this person knows, also when a move was never told.
    schedule = find_told_schedule(session, message)
    known = webinar if schedule is None else as_told(schedule)
    calendar = None
    if registration.state == RegistrationState.CONFIRMED:
        invitation = invitation_of(registration, session)
        entry = called_off_entry(registration, invitation, language)
        calendar = (calendar_object(entry, Method.CANCEL, now=now), Method.CANCEL)
    return Content(
        hosts=webinar.hosts,
        values={
            **person_values(registration.attendee, language),
            "webinar": webinar_view(webinar, language, times=known),
            "date": date_long(known.starts_at, known.time_zone, language),
            "reason": clean_line(pick(webinar.cancellation_reasons, language)),
            "series_url": page_url(language, "series", webinar.series.key),
            "seated": calendar is not None,
        },
        calendar=calendar,
        # Own words may name the time, and would name one that this person never heard of.
        told=Told(WordsKind.CANCELLED, registration)
        if known.starts_at == webinar.starts_at
        else None,
    )


def left(message: Message, session: Session, now: datetime) -> Content:
    """Return what somebody reads who has no seat, or no place on the waiting list, any more."""
    registration, language = registration_of(message, session), message.language
    webinar = registration.webinar
    seated = registration.confirmed_at is not None
    by_team = registration.declined_at is not None and not registration.was_declined
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
            "requested": registration.requested_at is not None,
            "declined": registration.was_declined,
            "by_team": by_team,
            "contact": ordered(webinar.hosts, language)[0].mailbox,
            "moved_to": _moved_to(registration, session, language),
        },
        calendar=calendar,
    )


def _moved_to(registration: Registration, session: Session, language: str) -> dict[str, Any] | None:
    """Return where a team has put the person instead."""
    new = session.get(Registration, registration.moved_to_id or 0)
    if new is None:
        return None
    webinar = new.webinar
    around = places(webinar.hosts, language)
    return {
        "webinar": webinar_view(webinar, language),
        "when": moment(webinar.starts_at, webinar.time_zone, language, around),
        "seated": new.confirmed_at is not None,
    }
