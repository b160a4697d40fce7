"""What stands around the work of an organiser: the places that can be gone to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext, lazy_gettext

from webinars import clock
from webinars.formats import time_of_day
from webinars.models.host import Host
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar
from webinars.queries.health import find_transport_failure
from webinars.queries.memberships import hosts_among, list_memberships
from webinars.queries.support_offices import list_offices_of
from webinars.web.access import current_organiser, find_organiser
from webinars.web.forms.base import BaseForm
from webinars.web.language import current_language

PLACES: tuple[tuple[str, object], ...] = (
    ("organiser_today.show", lazy_gettext("Today")),
    ("organiser_series.index", lazy_gettext("Webinars")),
    ("organiser_embeds.show", lazy_gettext("For your website")),
)
"""Endpoint and words of each place, in the order of the desk."""

BELOW_WEBINARS = frozenset(
    {
        "organiser_additions",
        "organiser_agreements",
        "organiser_announcements",
        "organiser_archive",
        "organiser_bulk_acts",
        "organiser_bulk_edits",
        "organiser_changes",
        "organiser_deletions",
        "organiser_dry_runs",
        "organiser_erasures",
        "organiser_handouts",
        "organiser_long_works",
        "organiser_messages",
        "organiser_notes",
        "organiser_numbers",
        "organiser_own_words",
        "organiser_people",
        "organiser_planning",
        "organiser_programme_files",
        "organiser_proposals",
        "organiser_questions",
        "organiser_recordings",
        "organiser_registrations",
        "organiser_reminder_edits",
        "organiser_reminders",
        "organiser_shifts",
        "organiser_speakers",
        "organiser_topics",
        "organiser_webinars",
    }
)
"""The pages of one webinar: whoever is there is in the place of the webinars."""


BELOW_DETAILS = frozenset({"organiser_hosts", "organiser_logos"})
"""The pages about what is said of one host."""

BELOW_TEAM = frozenset({"organiser_team", "organiser_log", "organiser_support_offices"})
"""The pages of one host: whoever is there is in the place of its team."""


@dataclass(frozen=True)
class Place:
    """A place of the desk."""

    url: str
    words: str
    current: bool
    """Whether it is this very page."""
    around: bool
    """Whether this page lies in the place."""
    open: int = 0
    """How many things wait there."""


def desk_places() -> list[Place]:
    """Return the places of the desk, as links."""
    organiser = find_organiser()
    if organiser is None:
        return _general()
    hosts = _own_hosts()
    support = [_support()] if list_offices_of(organiser) else []
    if support and not hosts:
        return support
    owned = _own_hosts(Role.OWNER)
    news = [_news(host.key, host.name if len(hosts) > 1 else "") for host in hosts]
    teams = [_team(host.key, host.name if len(owned) > 1 else "") for host in owned]
    details = [_details(host.key, host.name if len(hosts) > 1 else "") for host in hosts]
    return _general() + support + news + details + teams


def _general() -> list[Place]:
    here = "organiser_series" if request.blueprint in BELOW_WEBINARS else request.blueprint
    return [
        Place(
            url_for(endpoint),
            str(words),
            current=request.endpoint == endpoint,
            around=here == endpoint.partition(".")[0],
        )
        for endpoint, words in PLACES
        if endpoint in current_app.view_functions
    ]


def _support() -> Place:
    endpoint = "organiser_support.index"
    return Place(
        url_for(endpoint),
        gettext("Support office"),
        current=request.endpoint == endpoint,
        around=request.blueprint == "organiser_support",
    )


def _news(key: str, name: str) -> Place:
    words = gettext("News from %(host)s", host=name) if name else gettext("News")
    return _of_host(key, "organiser_news.index", words, {"organiser_news"})


def _details(key: str, name: str) -> Place:
    words = gettext("Details of %(host)s", host=name) if name else gettext("Host details")
    return _of_host(key, "organiser_hosts.show", words, BELOW_DETAILS)


def _team(key: str, name: str) -> Place:
    words = gettext("Team of %(host)s", host=name) if name else gettext("Team")
    return _of_host(key, "organiser_team.show", words, BELOW_TEAM)


def _of_host(key: str, endpoint: str, words: str, below: Collection[str]) -> Place:
    around = request.blueprint in below and (request.view_args or {}).get("key") == key
    return Place(
        url_for(endpoint, key=key),
        words,
        current=around and request.endpoint == endpoint,
        around=around,
    )


def transport_down_since() -> str | None:
    """Return since when no mails go out, on the clock of the reader's host; None when they do."""
    since = find_transport_failure(clock.now())
    if since is None or find_organiser() is None:
        return None
    hosts = _own_hosts()
    return time_of_day(since, hosts[0].time_zone if hosts else "UTC", current_language())


def own_host_names() -> list[str]:
    """Return the names of the hosts that the organiser works for."""
    return [host.name for host in _own_hosts()]


def edits_webinar(webinar: Webinar) -> bool:
    """Tell whether who is signed in may edit this webinar."""
    own = {host.id for host in _own_hosts(Role.EDITOR)}
    return any(host.id in own for host in webinar.hosts)


def _own_hosts(least: Role = Role.VIEWER) -> list[Host]:
    """Return the hosts of who is signed in; asks the database once while a page is shown."""
    if "memberships" not in g:
        g.memberships = list_memberships(current_organiser())
    return hosts_among(g.memberships, least)


def _forget() -> None:
    # Several requests may share one application context, for example in tests.
    g.pop("memberships", None)


def init_desk(app: Flask) -> None:
    """Give templates the places and who is signed in."""
    app.before_request(_forget)
    functions: dict[str, Callable[..., object]] = {
        "desk_places": desk_places,
        "edits_webinar": edits_webinar,
        "find_organiser": find_organiser,
        "transport_down_since": transport_down_since,
        "one_button": BaseForm,
        "own_host_names": own_host_names,
    }
    app.jinja_env.globals.update(functions)
