"""What a reminder says; one mail may speak of several webinars of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from webinars.formats import (
    cities_of,
    date_long,
    date_short,
    join_names,
    time_of_day,
    when_short,
)
from webinars.languages import pick
from webinars.mail.content import ComposeError, Content, Told
from webinars.mail.links import page_url, personal_url, stop_url
from webinars.mail.own_words import hold_own_words
from webinars.mail.views import WebinarView, registration_view
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind
from webinars.models.occurrence import Occurrence
from webinars.models.own_words import WordsKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.registrations import waiting_position
from webinars.rules.host_order import ordered, places
from webinars.rules.meeting_addresses import is_meeting_address
from webinars.rules.occasions import Occasion, occasion_at
from webinars.rules.recordings import last_moment
from webinars.settings import current_settings
from webinars.text import clean_line
from webinars.tokens import Purpose


@dataclass(frozen=True, kw_only=True)
class ReminderView(WebinarView):
    """A webinar in a reminder."""

    time: str
    """Of its start, on its own clock."""
    cities: str
    reader_date: str
    reader_time: str
    reader_when: str
    """The same moment on the recipient's clock, for subjects."""
    speakers: str
    webinar_url: str


@dataclass(frozen=True)
class _Ahead:
    """What was read for several reminders at once, and is held so that the session knows it."""

    occurrences: Sequence[Occurrence]
    standing: Mapping[tuple[int, int], Registration]
    """By the numbers of webinar and attendee."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What a reminder tells whom."""

    audience: Audience
    of_recording: bool = False
    """Whether it says that the recording is there."""
    position: int | None = None
    """On the waiting list."""


_AHEAD = "reminders read ahead"


def reminder_content(
    message: Message, session: Session, now: datetime, carried: Sequence[Message] = ()
) -> Content:
    """Return what a reminder says.

    :param carried: reminders of other webinars that this mail speaks of too.
    :raises ComposeError: when the occurrence or the registration is gone.
    """
    occurrence = session.get(Occurrence, message.subject_id)
    if occurrence is None:
        raise ComposeError("this occurrence does not exist any more")
    registration = _registration(message, occurrence, session)
    others = [_registration(each, _occurrence(each, session), session) for each in carried]
    waits = occurrence.audience == Audience.WAITING
    about = About(
        audience=occurrence.audience,
        of_recording=occurrence.tells_of_recording,
        position=waiting_position(registration) if waits else None,
    )
    return content_for([registration, *others], about, message.language, session, now)


def read_ahead(session: Session, messages: Sequence[Message]) -> None:
    """Read what these reminders are about at once; while this session lasts it is not asked again.

    :param messages: of any kind; others than reminders are left out.
    """
    reminders = [each for each in messages if each.kind == MessageKind.REMINDER]
    if not reminders:
        return
    occurrences = session.scalars(
        select(Occurrence).where(Occurrence.id.in_({each.subject_id for each in reminders}))
    ).all()
    registrations = session.scalars(
        _STANDING.where(
            Registration.webinar_id.in_({each.webinar_id for each in occurrences}),
            Registration.attendee_id.in_({each.attendee_id for each in reminders}),
        )
    ).all()
    standing = {(each.webinar_id, each.attendee_id): each for each in registrations}
    session.info[_AHEAD] = _Ahead(occurrences, standing)
    hold_own_words(session, [each.webinar for each in registrations])


def content_for(
    places_held: Sequence[Registration],
    about: About,
    language: str,
    session: Session,
    now: datetime,
) -> Content:
    """Return what a reminder says to the person of these registrations.

    :param places_held: the first is that of the reminder.
    """
    registration = places_held[0]
    everything = sorted(places_held, key=lambda each: each.webinar.starts_at)
    attendee, webinar = registration.attendee, everything[0].webinar
    hosts = list({host.id: host for each in everything for host in each.webinar.hosts}.values())
    first_host = ordered(webinar.hosts, language)[0]
    occasion = _occasion(everything, attendee, now)
    return Content(
        hosts=hosts,
        stop_url=stop_url(language, registration.id),
        values={
            "name": clean_line(attendee.full_name),
            "page_url": personal_url(language, Purpose.MY_PAGE, attendee.id, attendee.generation),
            "occasion": occasion.value,
            "date": date_short(webinar.starts_at, webinar.time_zone, language),
            "audience": about.audience.value,
            "of_recording": about.of_recording,
            "until": _until(webinar, language),
            "webinars": [_view(each, language) for each in everything],
            "minutes": current_settings().join_minutes,
            "contact": first_host.mailbox,
            "way_in": is_meeting_address(webinar.meeting_url),
            "position": about.position,
            "by_offer": bool(webinar.offer_hours),
            "following": _following(webinar, attendee, session, language, now)
            if occasion == Occasion.OVER
            else None,
        },
        told=_told(places_held, occasion, about),
    )


def _until(webinar: Webinar, language: str) -> str:
    """Return the last day on which the recording can be watched; empty: that is not known."""
    last = last_moment(webinar)
    return "" if last is None else date_long(last, webinar.time_zone, language)


def _told(places_held: Sequence[Registration], occasion: Occasion, about: About) -> Told | None:
    if about.of_recording:
        return Told(WordsKind.RECORDING, places_held[0])
    if len(places_held) > 1 or about.audience == Audience.WAITING:
        return None
    kind = _WORDS.get(occasion, WordsKind.REMINDER_SOON)
    if occasion == Occasion.OVER:
        kind = _WORDS_AFTERWARDS.get(about.audience, WordsKind.OVER)
    return Told(kind, places_held[0])


_WORDS = {
    Occasion.WEEK: WordsKind.REMINDER,
    Occasion.DAYS: WordsKind.REMINDER,
    Occasion.TOMORROW: WordsKind.REMINDER_TOMORROW,
    Occasion.NEXT_DAY: WordsKind.REMINDER_TOMORROW,
}

_WORDS_AFTERWARDS = {
    Audience.ATTENDED: WordsKind.ATTENDED,
    Audience.ABSENT: WordsKind.ABSENT,
}


def _occasion(places_held: Sequence[Registration], attendee: Attendee, now: datetime) -> Occasion:
    """Return the words that are true of all webinars that a mail speaks of."""
    room_opens = timedelta(minutes=current_settings().join_minutes)
    found = {
        occasion_at(
            now,
            (each.webinar.starts_at, each.webinar.ends_at),
            (each.webinar.time_zone, attendee.time_zone),
            room_opens,
        )
        for each in places_held
    }
    return found.pop() if len(found) == 1 else Occasion.DAYS


def _occurrence(message: Message, session: Session) -> Occurrence:
    return session.get_one(Occurrence, message.subject_id)


def _registration(message: Message, occurrence: Occurrence, session: Session) -> Registration:
    webinar, attendee = occurrence.webinar_id, message.attendee_id
    ahead = session.info.get(_AHEAD)
    found = ahead.standing.get((webinar, attendee)) if ahead else None
    if found is None:
        found = session.scalar(
            _STANDING.where(
                Registration.webinar_id == bindparam("webinar"),
                Registration.attendee_id == bindparam("attendee"),
            ),
            {"webinar": webinar, "attendee": attendee},
        )
    if found is None:
        raise ComposeError("this registration does not stand any more")
    return found


_STANDING = (
    select(Registration)
    .where(Registration.state != RegistrationState.CANCELLED)
    .options(
        joinedload(Registration.attendee),
        joinedload(Registration.webinar).options(
            selectinload(Webinar.hosts), selectinload(Webinar.speakers)
        ),
    )
)


def _view(registration: Registration, language: str) -> ReminderView:
    webinar, reader_zone = registration.webinar, registration.attendee.time_zone
    start, end, zone = webinar.starts_at, webinar.ends_at, webinar.time_zone
    return ReminderView(
        **vars(registration_view(registration, language)),
        time=time_of_day(start, zone, language),
        cities=cities_of((start, end), zone, places(webinar.hosts, language), language),
        reader_date=date_short(start, reader_zone, language),
        reader_time=time_of_day(start, reader_zone, language),
        reader_when=when_short(start, reader_zone, language),
        speakers=join_names([clean_line(each.name) for each in webinar.speakers], language),
        webinar_url=page_url(language, "webinars", webinar.key),
    )


def _following(
    webinar: Webinar, attendee: Attendee, session: Session, language: str, now: datetime
) -> dict[str, str] | None:
    """Return the next webinar of the series, for mails after the end."""
    found = session.scalar(
        select(Webinar)
        .where(
            Webinar.series_id == webinar.series_id,
            Webinar.state == WebinarState.PUBLISHED,
            Webinar.starts_at > max(now, webinar.ends_at),
        )
        .order_by(Webinar.starts_at, Webinar.id)
        .limit(1)
    )
    if found is None:
        return None
    return {
        "title": clean_line(pick(found.titles, language)),
        "when": when_short(found.starts_at, attendee.time_zone, language),
    }
