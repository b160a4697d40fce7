"""The programme inside other sites: a frame without cookies, and the script that puts it there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, render_template, request, url_for

from webinars import clock
from webinars.models.webinar import Webinar
from webinars.paths import STATIC
from webinars.queries.webinars import list_upcoming
from webinars.rules.sources import query_of, source_of
from webinars.settings import current_settings
from webinars.web.headers import CONTENT_SECURITY_POLICY

bp = Blueprint("embeds", __name__)

loader = Blueprint("embed_script", __name__)
"""The script stands at an address without a language, which other sites may keep for years."""

LENGTH = 5
"""Webinars in a list, unless the address asks for another number."""

LONGEST = 20


@bp.get("/embed/list")
def upcoming() -> Response:
    """Show the next webinars, filtered by host and topic."""
    length = min(LONGEST, max(1, request.args.get("length", LENGTH, type=int)))
    return _framed("public/embeds/list.html", _chosen()[:length])


@bp.get("/embed/next")
def following() -> Response:
    """Show the next webinar as a card."""
    chosen = [each for each in _chosen() if each.is_certain]
    return _framed("public/embeds/next.html", chosen[:1])


@loader.get("/embed.js")
def script() -> Response:
    """Give the script that puts the frame where a site wants it."""
    response = Response((STATIC / "embed.js").read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag(weak=True)
    response.make_conditional(request, accept_ranges=False)
    return response


def _chosen() -> list[Webinar]:
    host, topic = request.args.get("host", ""), request.args.get("topic", "")
    return [
        webinar
        for webinar in list_upcoming(clock.now())
        if (not host or host in {each.key for each in webinar.hosts})
        and (not topic or topic in {each.key for each in webinar.topics})
    ]


def _framed(template: str, webinars: list[Webinar]) -> Response:
    source = source_of({"utm_source": _site(), "utm_medium": "embed"})
    words: dict[str, Any] = dict(query_of(source))
    links = {each.id: url_for("webinars.show", key=each.key, **words) for each in webinars}
    programme = url_for("home.show", **words)
    page = render_template(template, webinars=webinars, links=links, programme=programme)
    response = make_response(page)
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", _ancestors())
    response.headers["Content-Security-Policy"] = policy
    return response


def _ancestors() -> str:
    named = current_settings().embed_origins
    # Public words only, nothing that could be pressed by mistake: every site may show them.
    # Our own pages always may, because organisers see there what they would get.
    return " ".join(("frame-ancestors", *(("'self'", *named) if named else "*")))


def _site() -> str:
    """Return the site that shows the frame: as the script says, else as the browser says."""
    named = request.args.get("site", "")
    return named or urlsplit(request.headers.get("Referer", "")).hostname or ""
