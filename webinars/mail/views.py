"""What mail templates see of hosts and webinars: finished words and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from webinars.formats import (
    date_short,
    month_short,
    time_of_day,
    when_line,
    when_short,
    zone_city,
)
from webinars.languages import pick, picked_language
from webinars.mail.links import page_url, personal_url
from webinars.models.host import Host
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar
from webinars.rules.colours import dark_colours, light_colours
from webinars.rules.host_order import ordered, places
from webinars.rules.moves import Times
from webinars.text import clean_line
from webinars.tokens import Purpose
from webinars.zones import to_local


@dataclass(frozen=True, kw_only=True)
class HostView:
    """A host in the frame of a mail."""

    name: str
    mailbox: str
    imprint_url: str
    privacy_url: str
    line_light: str
    line_dark: str


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """When a webinar is on the recipient's own clock, if that shows another time."""

    zone_city: str
    date: str
    start: str
    end: str


@dataclass(frozen=True, kw_only=True)
class WebinarView:
    """A webinar in the list of a mail."""

    title: str
    title_language: str
    day: str
    month: str
    when: str
    when_short: str
    elsewhere: Elsewhere | None = None
    join_url: str = ""


def host_views(hosts: Iterable[Host], language: str) -> list[HostView]:
    """Return the hosts in the recipient's order."""
    return [
        HostView(
            name=clean_line(host.name),
            mailbox=host.mailbox,
            imprint_url=page_url(language, "hosts", host.key, "imprint"),
            privacy_url=page_url(language, "hosts", host.key, "privacy"),
            line_light=light_colours(host.accent_light).line,
            line_dark=dark_colours(host.accent_dark).line,
        )
        for host in ordered(hosts, language)
    ]


def webinar_view(
    webinar: Webinar,
    language: str,
    *,
    reader_zone: str | None = None,
    join_url: str = "",
    times: Times | None = None,
) -> WebinarView:
    """Return a webinar as a line of a mail.

    :param reader_zone: names the time there too, where it differs; None: says nothing of it.
    :param times: when it is said to take place; None: as it stands.
    """
    told = times or webinar
    start, end, zone = told.starts_at, told.ends_at, told.time_zone
    return WebinarView(
        title=clean_line(pick(webinar.titles, language)),
        title_language=picked_language(webinar.titles, language),
        day=str(to_local(start, zone).day),
        month=month_short(start, zone, language),
        when=when_line(start, end, zone, places(webinar.hosts, language), language),
        when_short=when_short(start, zone, language),
        elsewhere=_elsewhere(webinar, reader_zone, language) if reader_zone else None,
        join_url=join_url,
    )


def registration_view(registration: Registration, language: str) -> WebinarView:
    """Return the webinar of a registration, with its personal link."""
    attendee = registration.attendee
    return webinar_view(
        registration.webinar,
        language,
        reader_zone=attendee.time_zone,
        join_url=personal_url(language, Purpose.JOIN, registration.id, attendee.generation),
    )


def _elsewhere(webinar: Webinar, reader_zone: str, language: str) -> Elsewhere | None:
    start, end = webinar.starts_at, webinar.ends_at
    own, theirs = (to_local(start, zone) for zone in (webinar.time_zone, reader_zone))
    if own.utcoffset() == theirs.utcoffset():
        return None
    return Elsewhere(
        zone_city=zone_city(reader_zone, language),
        date=date_short(start, reader_zone, language),
        start=time_of_day(start, reader_zone, language),
        end=time_of_day(end, reader_zone, language),
    )
