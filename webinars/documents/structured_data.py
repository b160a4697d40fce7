"""What a page says to machines: schema.org events, as JSON-LD.

The links are those of public pages and recordings; never a meeting address or a personal link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from webinars.languages import pick
from webinars.models.host import Host
from webinars.models.series import Series
from webinars.models.webinar import Speaker, Webinar, WebinarState
from webinars.rules.host_order import ordered
from webinars.rules.webinar_states import PublicState
from webinars.text import clean_line, clean_text
from webinars.zones import to_local

CONTEXT = "https://schema.org"

Data = dict[str, Any]

_AVAILABILITY = {
    PublicState.OPEN: "InStock",
    PublicState.LIVE: "InStock",
    PublicState.FEW: "LimitedAvailability",
    PublicState.WAITING: "SoldOut",
    PublicState.FULL: "SoldOut",
    PublicState.ANNOUNCED: "PreOrder",
}
"""What the offer says; in all other states there is nothing to be had any more."""


def webinar_data(
    webinar: Webinar,
    state: PublicState,
    language: str,
    base_url: str,
    *,
    previous_start: datetime | None = None,
    image_url: str | None = None,
    shows_recording: bool = False,
) -> Data:
    """Return the event of a webinar, with the series it belongs to.

    :param previous_start: when it was to begin before it was moved; None: it was not moved.
    :param shows_recording: whether everybody can watch its recording.
    """
    return {
        "@context": CONTEXT,
        **_event(webinar, state, language, base_url, previous_start=previous_start),
        **_performers(webinar, language),
        **({"image": [image_url]} if image_url else {}),
        **(_recorded(webinar, language) if shows_recording else {}),
        "superEvent": {
            "@type": "EventSeries",
            "name": clean_line(pick(webinar.series.titles, language)),
            "url": f"{base_url}/{language}/series/{webinar.series.key}",
        },
    }


def series_data(
    series: Series,
    webinars: Sequence[tuple[Webinar, PublicState]],
    language: str,
    base_url: str,
    *,
    previous_starts: Mapping[int, datetime],
) -> Data:
    """Return a series with its webinars.

    :param previous_starts: of those that were moved, by number of the webinar.
    """
    data: Data = {
        "@context": CONTEXT,
        "@type": "EventSeries",
        "name": clean_line(pick(series.titles, language)),
        "description": clean_text(pick(series.descriptions, language)),
        "url": f"{base_url}/{language}/series/{series.key}",
        "organizer": [_host(host, language, base_url) for host in ordered(series.hosts, language)],
        "subEvent": [
            _event(each, state, language, base_url, previous_start=previous_starts.get(each.id))
            for each, state in webinars
        ],
    }
    if webinars:
        first = min((each for each, _ in webinars), key=lambda each: each.starts_at)
        last = max((each for each, _ in webinars), key=lambda each: each.ends_at)
        data["startDate"] = _local(first.starts_at, first.time_zone)
        data["endDate"] = _local(last.ends_at, last.time_zone)
    return data


def _event(
    webinar: Webinar,
    state: PublicState,
    language: str,
    base_url: str,
    *,
    previous_start: datetime | None = None,
) -> Data:
    page = f"{base_url}/{language}/webinars/{webinar.key}"
    cancelled = webinar.state == WebinarState.CANCELLED
    status = "EventCancelled" if cancelled else "EventScheduled"
    data: Data = {
        "@type": "BusinessEvent",
        "@id": f"{page}#event",
        "name": clean_line(pick(webinar.titles, language)),
        "description": clean_text(pick(webinar.descriptions, language)),
        "url": page,
        "startDate": _local(webinar.starts_at, webinar.time_zone),
        "endDate": _local(webinar.ends_at, webinar.time_zone),
        "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": page},
        "organizer": [_host(host, language, base_url) for host in ordered(webinar.hosts, language)],
        "inLanguage": list(webinar.spoken_languages),
        "isAccessibleForFree": True,
    }
    if previous_start is not None and not cancelled:
        status = "EventRescheduled"
        data["previousStartDate"] = _local(previous_start, webinar.time_zone)
    data["eventStatus"] = f"{CONTEXT}/{status}"
    if state in _AVAILABILITY:
        data["offers"] = _offer(webinar, state, page)
        if state is not PublicState.ANNOUNCED:
            data["maximumAttendeeCapacity"] = webinar.capacity
            data["remainingAttendeeCapacity"] = max(0, webinar.seats_free)
    return {name: value for name, value in data.items() if value != []}


def _performers(webinar: Webinar, language: str) -> Data:
    people = [_person(speaker, language) for speaker in webinar.speakers]
    return {"performer": people} if people else {}


def _recorded(webinar: Webinar, language: str) -> Data:
    title, until = clean_line(pick(webinar.titles, language)), webinar.recording_until
    work: Data = {"@type": "CreativeWork", "name": title, "url": webinar.recording_url}
    if until is not None:
        work["expires"] = until.isoformat()
    return {"recordedIn": work}


def _offer(webinar: Webinar, state: PublicState, page: str) -> Data:
    zone = webinar.time_zone
    offer: Data = {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "EUR",
        "availability": f"{CONTEXT}/{_AVAILABILITY[state]}",
        "url": f"{page}/register",
        "validThrough": _local(webinar.closes_at or webinar.ends_at, zone),
    }
    if webinar.opens_at is not None:
        offer["validFrom"] = _local(webinar.opens_at, zone)
    return offer


def _host(host: Host, language: str, base_url: str) -> Data:
    return {
        "@type": "Organization",
        "name": clean_line(host.name),
        "legalName": host.legal_name,
        "url": f"{base_url}/{language}/hosts/{host.key}/imprint",
    }


def _person(speaker: Speaker, language: str) -> Data:
    person: Data = {"@type": "Person", "name": clean_line(speaker.name)}
    role = pick(speaker.roles, language)
    if role:
        person["jobTitle"] = clean_line(role)
    if speaker.organisation is not None:
        person["worksFor"] = {"@type": "Organization", "name": speaker.organisation.name}
    return person


def _local(instant: datetime, zone: str) -> str:
    return to_local(instant, zone).isoformat(timespec="minutes")
