"""Calendar entries by e-mail: iTIP objects (RFC 5546) that mailboxes put into calendars.

Values in, bytes out; the texts come translated from ``entries.py``. All escaping and folding is
the library's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress

from webinars.mail.calendar_zones import timezone_component
from webinars.text import clean_line, clean_text

ALARM = timedelta(minutes=15)
"""How long before the start a calendar reminds of its own accord."""

_PARAMETER = str.maketrans({'"': "”", "^": " ", "\\": "/"})
"""A double quote cannot stand in a parameter, and not every calendar knows RFC 6868."""


class Method(StrEnum):
    """What a calendar shall do with the entry; the MIME part carries the same word."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, kw_only=True)
class Party:
    """A name and the e-mail address it stands for."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The entry of one person for one webinar."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    language: str
    """Of the texts."""
    summary: str
    description: str
    """Paragraphs divided by empty lines."""
    location: str
    url: str
    categories: tuple[str, ...]
    alarm: str
    """What the calendar says when it reminds."""
    called_off: bool = False
    """The whole webinar is cancelled, not only the place of this person."""
    comment: str = ""
    """Why it is called off; empty: not told."""
    organizer: Party
    """The same address for the life of a UID."""
    attendee: Party


def calendar_object(entry: Entry, method: Method, *, now: datetime) -> bytes:
    """Return the iCalendar object that asks for this with one person's entry.

    :param now: becomes DTSTAMP; of two objects with one sequence the later wins.
    """
    event = _event(entry, now)
    if method is Method.REQUEST:
        event.add("status", "CONFIRMED")
        event.add_component(_alarm(entry))
    elif entry.called_off:
        # With a status, calendars would strike it out for everybody (RFC 5546, section 3.2.5).
        event.add("status", "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", f"-//webinars//webinars {_version()}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    calendar.add_component(timezone_component(entry.time_zone, entry.starts_at.year))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: datetime) -> Event:
    zone = ZoneInfo(entry.time_zone)
    spoken = {"LANGUAGE": entry.language}
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", clean_line(entry.summary), parameters=spoken)
    event.add("description", clean_text(entry.description), parameters=spoken)
    event.add("location", clean_line(entry.location), parameters=spoken)
    event.add("url", entry.url)
    if entry.comment:
        event.add("comment", clean_text(entry.comment), parameters=spoken)
    if entry.categories:
        event.add("categories", [clean_line(category) for category in entry.categories])
    event.add("organizer", _address(entry.organizer))
    attendee = _address(entry.attendee)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    event.add("attendee", attendee)
    event.add("transp", "OPAQUE")
    return event


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    address.params["CN"] = clean_line(party.name).translate(_PARAMETER) or party.address
    return address


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM)
    alarm.add("description", clean_line(entry.alarm))
    return alarm


@lru_cache
def _version() -> str:
    try:
        return version("webinars")
    except PackageNotFoundError:
        return "0"
