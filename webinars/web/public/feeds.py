"""What others subscribe to or read by machine: calendars, the news feed, the sitemap."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext

from webinars.documents.atom_feed import NewsFeed, atom_feed
from webinars.documents.calendar_feed import Feed, calendar_feed
from webinars.documents.sitemap import SitePage, sitemap
from webinars.formats import when_line
from webinars.languages import pick
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.hosts import get_host, list_hosts
from webinars.queries.series import get_series, list_series
from webinars.queries.webinars import get_webinar, list_all_webinars, list_webinars_of
from webinars.rules.host_order import places
from webinars.settings import current_settings
from webinars.web.frame import frame
from webinars.web.language import current_language

bp = Blueprint("feeds", __name__)

discovery = Blueprint("discovery", __name__)
"""What search engines look for at the top of the address."""

CALENDAR = "text/calendar; charset=utf-8"


@bp.get("/calendar.ics")
def programme_calendar() -> Response:
    """Give the calendar of the whole programme."""
    name = gettext("Energy webinars: Saxony and Wallonia")
    return _calendar(name, list_all_webinars(), url_for("home.show"))


@bp.get("/hosts/<key>/calendar.ics")
def host_calendar(key: str) -> Response:
    """Give the calendar of one host's webinars, those with partners too."""
    host = get_host(key)
    theirs = [each for each in list_all_webinars() if host.id in {h.id for h in each.hosts}]
    return _calendar(host.name, theirs, url_for("home.show"))


@bp.get("/series/<key>/calendar.ics")
def series_calendar(key: str) -> Response:
    """Give the calendar of a series."""
    series = get_series(key)
    name = pick(series.titles, current_language())
    return _calendar(name, list_webinars_of(series.id), url_for("series.show", key=key))


@bp.get("/webinars/<key>/calendar.ics")
def webinar_entry(key: str) -> Response:
    """Give the entry of one webinar to be saved; it does not move when the webinar does."""
    webinar = get_webinar(key)
    page = url_for("webinars.show", key=key)
    response = _calendar(pick(webinar.titles, current_language()), [webinar], page, saved=True)
    response.headers["Content-Disposition"] = f'attachment; filename="{webinar.key}.ics"'
    return response


@bp.get("/feed.atom")
def news() -> Response:
    """Give the news feed of the programme."""
    language, base = current_language(), current_settings().public_base_url
    feed = NewsFeed(
        title=gettext("Energy webinars for Saxony and Wallonia"),
        language=language,
        page_url=base + url_for("home.show"),
        feed_url=base + url_for(".news"),
        author=frame().names,
    )
    told = [(webinar, _when(webinar, language)) for webinar in list_all_webinars()]
    return _validated(atom_feed(feed, told, base), "application/atom+xml; charset=utf-8")


@discovery.get("/sitemap.xml")
def site() -> Response:
    """List the public pages."""
    pages = [SitePage(path) for path in ("/", "/programme", "/programme/past", "/accessibility")]
    for host in list_hosts():
        pages += [SitePage(f"/hosts/{host.key}/{page}") for page in ("imprint", "privacy")]
    webinars = list_all_webinars()
    for series in list_series():
        changes = [each.changed_at for each in webinars if each.series_id == series.id]
        pages.append(SitePage(f"/series/{series.key}", max(changes, default=None)))
    pages += [SitePage(f"/webinars/{each.key}", each.changed_at) for each in webinars]
    body = sitemap(pages, current_settings().public_base_url)
    return _validated(body, "application/xml; charset=utf-8")


@discovery.get("/robots.txt")
def robots() -> Response:
    """Say that public pages may be read, and where their list is; the rest says noindex itself."""
    base = current_settings().public_base_url
    lines = ("User-agent: *", "Disallow: /*/organiser", f"Sitemap: {base}/sitemap.xml", "")
    return _validated("\n".join(lines).encode(), "text/plain; charset=utf-8")


def _calendar(
    name: str, webinars: Sequence[Webinar], page: str, *, saved: bool = False
) -> Response:
    settings = current_settings()
    base = settings.public_base_url
    feed = Feed(
        name=name,
        language=current_language(),
        page_url=base + page,
        feed_url=None if saved else base + request.path,
        organizer=settings.mail_sender,
    )
    return _validated(calendar_feed(feed, webinars, base), CALENDAR)


def _when(webinar: Webinar, language: str) -> str:
    when = when_line(
        webinar.starts_at,
        webinar.ends_at,
        webinar.time_zone,
        places(webinar.hosts, language),
        language,
    )
    if webinar.state == WebinarState.CANCELLED:
        return gettext("This webinar, planned for %(when)s, has been cancelled.", when=when)
    return when


def _validated(body: bytes, content_type: str) -> Response:
    """Answer with a validator, so that whoever asks again is told when nothing has changed."""
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = "public, max-age=300"
    # Read from everywhere: calendars and readers on other sites.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag(weak=True)
    response.make_conditional(request, accept_ranges=False)
    return response
