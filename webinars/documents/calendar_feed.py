"""The public calendar: webinars as others subscribe to them (RFC 5545, 5546 PUBLISH, 7986).

Values in, bytes out. Nobody is an attendee in it, and the only link is that of the public page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import gettext
from icalendar import Calendar, Event, vCalAddress, vDuration, vUri

from webinars.formats import join_names, language_name
from webinars.languages import pick
from webinars.models.host import Host
from webinars.models.webinar import Webinar, WebinarState
from webinars.rules.host_order import ordered
from webinars.text import clean_line

REFRESH = timedelta(hours=6)
"""How often calendars are asked to look again."""

_STATUS = {WebinarState.PUBLISHED: "CONFIRMED", WebinarState.CANCELLED: "CANCELLED"}


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What stands above the entries of a calendar."""

    name: str
    language: str
    page_url: str
    """The page that shows the same to people."""
    feed_url: str | None
    """Where the calendar itself is; None: a single entry to be saved."""
    organizer: str
    """Our mailbox; the same for every entry and for ever."""
    registered: bool = False
    """Whether whoever reads it has a place at these webinars."""


def calendar_feed(feed: Feed, webinars: Sequence[Webinar], base_url: str) -> bytes:
    """Return the calendar object of these webinars; cancelled ones stay in it with their status.

    The same rows give the same bytes, so that a validator can be made from them.

    :param base_url: of the public pages, without a slash at its end.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//webinars//webinars//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if feed.feed_url is not None:
        _describe(calendar, feed, feed.feed_url, webinars)
    for webinar in webinars:
        calendar.add_component(_entry(feed, webinar, f"{base_url}/{feed.language}"))
    return bytes(calendar.to_ical())


def _describe(calendar: Calendar, feed: Feed, feed_url: str, webinars: Sequence[Webinar]) -> None:
    about = gettext(
        "Dates of the joint webinars by %(hosts)s. Updates itself.",
        hosts=_names(_hosts(webinars), feed.language),
    )
    spoken = {"LANGUAGE": feed.language}
    # Older calendars know the second name of each only.
    for name, value in (("name", feed.name), ("description", about)):
        calendar.add(name, clean_line(value), parameters=spoken)
    calendar.add("x-wr-calname", clean_line(feed.name))
    calendar.add("x-wr-caldesc", clean_line(about))
    refresh = vDuration(REFRESH)
    refresh.params["VALUE"] = "DURATION"
    calendar.add("refresh-interval", refresh)
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add("url", vUri(feed.page_url))
    calendar.add("source", vUri(feed_url), parameters={"VALUE": "URI"})
    if webinars:
        calendar.add("last-modified", max(map(changed_at, webinars)))


def _entry(feed: Feed, webinar: Webinar, pages: str) -> Event:
    language, spoken = feed.language, {"LANGUAGE": feed.language}
    page = f"{pages}/webinars/{webinar.key}"
    event = Event()
    event.add("uid", f"webinar-{webinar.id}@{feed.organizer.rpartition('@')[2]}")
    event.add("sequence", webinar.schedule_version - 1)
    event.add("dtstamp", changed_at(webinar))
    event.add("last-modified", changed_at(webinar))
    event.add("dtstart", webinar.starts_at.astimezone(UTC))
    event.add("dtend", webinar.ends_at.astimezone(UTC))
    event.add("status", "TENTATIVE" if _is_provisional(webinar) else _STATUS[webinar.state])
    event.add("summary", _summary(webinar, language), parameters=spoken)
    event.add("description", _description(feed, webinar, page), parameters=spoken)
    event.add("location", gettext("Online: %(join_url)s", join_url=page), parameters=spoken)
    event.add("url", page)
    if webinar.topics:
        event.add("categories", [clean_line(pick(t.names, language)) for t in webinar.topics])
    organizer = vCalAddress(f"mailto:{feed.organizer}")
    names = sorted((host.name for host in webinar.hosts), key=str.lower)
    organizer.params["CN"] = clean_line(" · ".join(names)).replace('"', "”")
    event.add("organizer", organizer)
    event.add("transp", "OPAQUE")
    return event


def _is_provisional(webinar: Webinar) -> bool:
    return webinar.provisional and webinar.state != WebinarState.CANCELLED


def changed_at(webinar: Webinar) -> datetime:
    """Return when what the public sees of a webinar last changed, to the second."""
    return webinar.changed_at.astimezone(UTC).replace(microsecond=0)


def _summary(webinar: Webinar, language: str) -> str:
    title = clean_line(pick(webinar.titles, language))
    if webinar.state == WebinarState.CANCELLED:
        return gettext("Cancelled: %(title)s (webinar)", title=title)
    if webinar.provisional:
        return gettext("Provisional date: %(title)s (webinar)", title=title)
    return gettext("%(title)s (webinar)", title=title)


def _description(feed: Feed, webinar: Webinar, page: str) -> str:
    language = feed.language
    about = [gettext("Hosted by %(hosts)s", hosts=_names(webinar.hosts, language))]
    if webinar.spoken_languages:
        spoken = [language_name(code, language) for code in webinar.spoken_languages]
        about.append(
            gettext("Language of the talks: %(languages)s", languages=join_names(spoken, language))
        )
    if webinar.state == WebinarState.CANCELLED:
        about.append(gettext("This webinar has been cancelled. You need do nothing."))
    elif webinar.provisional:
        about.append(gettext("This date is provisional. Registration opens once it is confirmed."))
    elif feed.registered:
        about.append(
            gettext("You have a place. The way in is on your page: its link is in each mail.")
        )
    else:
        about.append(gettext("Free of charge. Register: %(webinar_url)s", webinar_url=page))
    teaser = clean_line(pick(webinar.teasers, language))
    return "\n\n".join(part for part in (teaser, "\n".join(about)) if part)


def _names(hosts: Iterable[Host], language: str) -> str:
    return join_names([clean_line(host.name) for host in ordered(hosts, language)], language)


def _hosts(webinars: Iterable[Webinar]) -> list[Host]:
    return list({host.id: host for webinar in webinars for host in webinar.hosts}.values())
