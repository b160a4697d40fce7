"""What stands around the content of every page, and the functions that templates call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, g, request

from webinars import clock, formats
from webinars.languages import FORMATS as LOCALES
from webinars.languages import LANGUAGE_NAMES, pick, picked_language
from webinars.models.host import Host, Notice
from webinars.models.webinar import Webinar
from webinars.queries.hosts import list_hosts, list_notices
from webinars.queries.schedules import find_time_before
from webinars.rules.host_order import ordered, places
from webinars.rules.initials import initials
from webinars.rules.platforms import platform_name
from webinars.rules.recordings import has_expired, is_watchable, last_moment
from webinars.rules.webinar_states import PublicState, is_open_for_registration, public_state
from webinars.settings import current_settings
from webinars.text import readable_address
from webinars.web.assets import asset_url, hosts_css_url
from webinars.web.dates import date_short, when_short
from webinars.web.headers import is_private
from webinars.web.language import current_language, path_in, url_for_language
from webinars.zones import to_local

FORMATS = (
    "date_long",
    "day_of_month",
    "duration",
    "join_names",
    "moment",
    "month_and_year",
    "month_name",
    "number",
    "percentage",
    "time_of_day",
    "time_range",
    "weekday",
    "weekday_names",
    "when_line",
    "when_utc",
    "zone_city",
)
"""Functions of ``formats.py`` that templates call by their names."""


@dataclass(frozen=True)
class Frame:
    """What stands around the content of a page."""

    hosts: list[Host]
    """In the order of the page's language; none on a page that must not ask the database."""
    notices: list[Notice]

    @property
    def names(self) -> str:
        """The hosts' names as one phrase."""
        return formats.join_names([host.name for host in self.hosts], current_language())


def frame() -> Frame:
    """Return the frame of this page; asks the database once."""
    if "frame" not in g:
        g.frame = Frame(ordered(list_hosts(), current_language()), list_notices())
    found: Frame = g.frame
    return found


def leave_out_frame() -> None:
    """Show this page without anything from the database, because it may be out of reach."""
    g.frame = Frame([], [])


def use_symbol(name: str) -> str:
    """Note that the page shows this pictogram; return its name."""
    g.setdefault("symbols", {})[name] = True
    return name


def used_symbols() -> list[str]:
    """Return the pictograms that the page shows, in order of first use."""
    return list(g.get("symbols", {}))


def state_of(webinar: Webinar) -> PublicState:
    """Return the state that a page shows for this webinar now."""
    return public_state(webinar, clock.now(), current_settings().few_seats)


def is_open(webinar: Webinar) -> bool:
    """Tell whether this webinar can be registered for now."""
    return is_open_for_registration(webinar, clock.now())


def is_moved(webinar: Webinar) -> bool:
    """Tell whether the date of this webinar is a new one, for as long as that matters."""
    behind = {PublicState.OVER, PublicState.CANCELLED}
    return state_of(webinar) not in behind and find_time_before(webinar) is not None


def shows_recording(webinar: Webinar) -> bool:
    """Tell whether everybody can watch the recording of this webinar now."""
    return is_watchable(webinar, clock.now())


def recording_has_expired(webinar: Webinar) -> bool:
    """Tell whether the last day of the recording of this webinar is over."""
    return has_expired(webinar, clock.now())


def line_of(hosts: Iterable[Host]) -> int:
    """Return the line (1 or 2) of the only host of something; 0 for what several hosts share."""
    found = list(hosts)
    names = [host.key for host in frame().hosts[:2]]
    if len(found) != 1 or found[0].key not in names:
        return 0
    return names.index(found[0].key) + 1


def zone_line(webinar: Webinar) -> str:
    """Return the zone and the hosts' cities whose clocks show the webinar's time."""
    language = current_language()
    around = places(webinar.hosts, language)
    return formats.zone_and_cities(webinar.starts_at, webinar.time_zone, around, language)


def times_in(webinars: Sequence[Webinar], hosts: Iterable[Host] | None = None) -> str:
    """Return the hosts' cities whose clocks show the times of all these webinars; empty: none.

    :param hosts: of the series that all are of; None: those of each webinar.
    """
    if not webinars:
        return ""
    zone, language = webinars[0].time_zone, current_language()
    instants = [each.starts_at for each in webinars]
    if any(_offset(each, each.time_zone) != _offset(each, zone) for each in webinars):
        return ""
    around = {host for each in webinars for host in each.hosts} if hosts is None else hosts
    return formats.cities_of(instants, zone, places(around, language), language)


def _offset(webinar: Webinar, zone: str) -> timedelta | None:
    return to_local(webinar.starts_at, zone).utcoffset()


def init_frame(app: Flask) -> None:
    """Give templates the frame and the functions they speak with."""
    app.before_request(_forget)
    app.context_processor(_page)
    app.jinja_env.globals.update({name: getattr(formats, name) for name in FORMATS})
    app.jinja_env.globals.update(
        asset_url=asset_url,
        current_language=current_language,
        date_short=date_short,
        frame=frame,
        hosts_css_url=hosts_css_url,
        is_moved=is_moved,
        is_open=is_open,
        locale_name=LOCALES.__getitem__,
        language_name=formats.language_name,
        initials=initials,
        language_names=LANGUAGE_NAMES,
        last_moment=last_moment,
        line_of=line_of,
        ordered=ordered,
        path_in=path_in,
        pick=pick,
        picked_language=picked_language,
        places=places,
        platform_name=platform_name,
        readable_address=readable_address,
        recording_has_expired=recording_has_expired,
        shows_recording=shows_recording,
        state_of=state_of,
        times_in=times_in,
        to_local=to_local,
        url_for_language=url_for_language,
        use_symbol=use_symbol,
        used_symbols=used_symbols,
        zone_line=zone_line,
        when_short=when_short,
    )


def _forget() -> None:
    # Several requests may share one application context, for example in tests.
    g.pop("frame", None)
    g.pop("symbols", None)


def _page() -> dict[str, object]:
    return {
        "language": current_language(),
        "base_url": current_settings().public_base_url,
        "private_page": is_private(request.blueprint),
    }


def _clock(instant: datetime, zone: str) -> datetime:
    return to_local(instant, zone).replace(tzinfo=None)
