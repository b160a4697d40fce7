"""Links that put a webinar into a calendar of the web, with nothing but public words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode


@dataclass(frozen=True, kw_only=True)
class PublicEntry:
    """What a calendar is told."""

    title: str
    details: str
    location: str
    starts_at: datetime
    ends_at: datetime


def google_link(entry: PublicEntry) -> str:
    """Return the link to Google's calendar."""
    span = [f"{each.astimezone(UTC):%Y%m%dT%H%M%SZ}" for each in (entry.starts_at, entry.ends_at)]
    query = {
        "action": "TEMPLATE",
        "text": entry.title,
        "dates": "/".join(span),
        "details": entry.details,
        "location": entry.location,
    }
    return f"https://calendar.google.com/calendar/render?{_encoded(query)}"


def outlook_link(entry: PublicEntry, *, company: bool) -> str:
    """Return the link to Outlook's calendar.

    :param company: that of Office 365 instead of the private one.
    """
    house = "outlook.office.com" if company else "outlook.live.com"
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": f"{entry.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{entry.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": entry.details,
        "location": entry.location,
    }
    return f"https://{house}/calendar/0/deeplink/compose?{_encoded(query)}"


def _encoded(query: dict[str, str]) -> str:
    # Outlook shows a plus sign as one.
    return urlencode(query, quote_via=quote)
