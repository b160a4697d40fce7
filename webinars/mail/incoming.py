"""Mails that come back to us, read without trust: bounded in size, depth and number of parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import parseaddr
from enum import StrEnum
from itertools import islice

from icalendar import Calendar

from webinars.mail.bounces import Report, delivery_report, feedback_report, returned_rows
from webinars.text import clean_address

LARGEST = 1_000_000
"""Bytes that are looked at; reports stand before the mail they return."""

DEEPEST = 50
"""Nested parts; a mail with more was made to harm its readers."""

MOST_PARTS = 100

LARGEST_CALENDAR = 100_000

_NESTING = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_AUTOMATIC = frozenset({"bulk", "junk", "list", "auto_reply"})


class Nature(StrEnum):
    """What kind of mail came in."""

    REPORT = "report"
    """About one of our mails, and signed by us: a bounce, a delay or a complaint."""
    UNSIGNED = "unsigned"
    """A report about a mail that we never sent, or that somebody made up."""
    DECLINE = "decline"
    """A calendar says that its person will not come."""
    AUTOMATIC = "automatic"
    """An answer that no person wrote, such as an absence note."""
    OTHER = "other"
    MALFORMED = "malformed"


@dataclass(frozen=True, kw_only=True)
class Decline:
    """A calendar's answer; nothing in it is proven."""

    uid: str
    sequence: int
    attendee: str
    """Cleaned address of who declines."""
    sender: str
    """Cleaned address in From."""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A mail as far as it concerns us."""

    nature: Nature
    report: Report | None = None
    rows: tuple[int, ...] = ()
    """Messages whose signed return path stands in the mail."""
    decline: Decline | None = None


def read_incoming(data: bytes) -> Incoming:
    """Return what a mail says; never raises, whatever the mail is like."""
    data = data[:LARGEST]
    if len(_NESTING.findall(data)) > DEEPEST:
        return Incoming(nature=Nature.MALFORMED)
    try:
        return _read(message_from_bytes(data), data)
    except Exception:  # noqa: BLE001 - parsers of mails and calendars raise anything
        return Incoming(nature=Nature.MALFORMED)


def _read(mail: Mail, data: bytes) -> Incoming:
    if not mail.keys():
        return Incoming(nature=Nature.MALFORMED)
    report = _report(mail)
    if report is not None:
        rows = returned_rows(data)
        nature = Nature.REPORT if rows else Nature.UNSIGNED
        return Incoming(nature=nature, report=report, rows=rows)
    if _is_automatic(mail):
        return Incoming(nature=Nature.AUTOMATIC)
    decline = _decline(mail)
    if decline is not None:
        return Incoming(nature=Nature.DECLINE, decline=decline)
    return Incoming(nature=Nature.OTHER)


def _report(mail: Mail) -> Report | None:
    for part in _parts(mail):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return delivery_report(part)
        if kind == "message/feedback-report":
            return feedback_report(part)
    return None


def _is_automatic(mail: Mail) -> bool:
    submitted = str(mail.get("Auto-Submitted", "no")).strip().lower()
    null_sender = str(mail.get("Return-Path", "?")).strip() == "<>"
    precedence = str(mail.get("Precedence", "")).strip().lower()
    suppressed = mail.get("X-Auto-Response-Suppress") is not None and "X-Autoreply" in mail
    return submitted != "no" or null_sender or precedence in _AUTOMATIC or suppressed


def _decline(mail: Mail) -> Decline | None:
    for part in _parts(mail):
        if part.get_content_type() in {"text/calendar", "application/ics"}:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and len(payload) <= LARGEST_CALENDAR:
                return _declined(Calendar.from_ical(payload.decode("utf-8", "replace")), mail)
    return None


def _declined(calendar: Calendar, mail: Mail) -> Decline | None:
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        return None
    events = calendar.walk("VEVENT")
    attendees = events[0].get("ATTENDEE") if len(events) == 1 else None
    if attendees is None or isinstance(attendees, list):
        return None
    if str(attendees.params.get("PARTSTAT", "")).upper() != "DECLINED":
        return None
    scheme, _, address = str(attendees).partition(":")
    if scheme.lower() != "mailto":
        return None
    return Decline(
        uid=str(events[0]["UID"]),
        sequence=int(events[0].get("SEQUENCE", 0)),
        attendee=clean_address(address),
        sender=clean_address(parseaddr(str(mail.get("From", ""))[:1000])[1]),
    )


def _parts(mail: Mail) -> Iterator[Mail]:
    return islice(mail.walk(), MOST_PARTS)
