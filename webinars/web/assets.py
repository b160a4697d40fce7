"""Styles, scripts and the hosts' colours, under names that change with their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from functools import cache

import brotli
from flask import Blueprint, Response, abort, request

from webinars.models.host import Host
from webinars.paths import STATIC
from webinars.queries.hosts import list_hosts

bp = Blueprint("assets", __name__)

BUNDLES = {"site.css": ("tokens.css", "webinars.css")}
"""Files that are sent as one, to save requests."""

SENT = (".css", ".js", ".svg")
"""Endings of the files that are sent at all; all of them compress well."""

FOREVER = "public, max-age=31536000, immutable"

_KEY = re.compile(r"[a-z0-9-]+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@cache
def _contents() -> dict[str, bytes]:
    """Read all files once: name as pages say it, and content."""
    found = {
        path.relative_to(STATIC).as_posix(): path.read_bytes()
        for path in sorted(STATIC.rglob("*"))
        if path.suffix in SENT
    }
    for bundle, parts in BUNDLES.items():
        found[bundle] = b"\n".join(found.pop(part) for part in parts)
    return found


@cache
def _hashed_names() -> dict[str, str]:
    names = {}
    for name, content in _contents().items():
        stem, _, ending = name.rpartition(".")
        names[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    return names


@cache
def _names_by_hash() -> dict[str, str]:
    return {hashed: name for name, hashed in _hashed_names().items()}


@cache
def _compressed(name: str, encoding: str) -> bytes:
    content = _contents()[name]
    if encoding == "br":
        return bytes(brotli.compress(content))
    return gzip.compress(content, mtime=0)


def asset_url(name: str) -> str:
    """Return the address of a file below ``static/``; raises KeyError when there is none.

    Made without the router, so that error pages have their style even when nothing was routed.
    """
    return f"/static/{_hashed_names()[name]}"


@bp.get("/static/<path:hashed>")
def static(hashed: str) -> Response:
    """Send a file that never changes under this name."""
    name = _names_by_hash().get(hashed)
    if name is None:
        abort(404)
    encoding = request.accept_encodings.best_match(["br", "gzip"])
    content = _compressed(name, encoding) if encoding else _contents()[name]
    response = Response(content, mimetype=mimetypes.guess_type(name)[0])
    response.headers["Cache-Control"] = FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.set_etag(hashed, weak=True)
    response.make_conditional(request)
    return response


@bp.get("/hosts.css")
def hosts_css() -> Response:
    """Send the hosts' colours: the only place where a colour of a host stands."""
    style = _style_of(list_hosts())
    response = Response(style, mimetype="text/css")
    if request.args.get("v") == _digest(style):
        response.headers["Cache-Control"] = FOREVER
    return response


def hosts_css_url(hosts: Iterable[Host]) -> str:
    """Return the address of the hosts' colours; it changes when a colour does."""
    return f"/hosts.css?v={_digest(_style_of(hosts))}"


def _digest(style: str) -> str:
    return hashlib.sha256(style.encode()).hexdigest()[:12]


def _style_of(hosts: Iterable[Host]) -> str:
    known = sorted(hosts, key=lambda host: host.key)
    light = [rule for host in known for rule in _rules(host.key, host.accent_light)]
    dark = [rule for host in known for rule in _rules(host.key, host.accent_dark)]
    screen = "@media screen and (prefers-color-scheme: dark) {"
    return "\n".join((*light, screen, *dark, "}", ""))


def _rules(key: str, colour: str) -> list[str]:
    if not _KEY.fullmatch(key) or not _COLOUR.fullmatch(colour):
        return []
    return [
        f'[data-host="{key}"] {{ --host: {colour} }}',
        f'[data-host-1="{key}"] {{ --host-1: {colour} }}',
        f'[data-host-2="{key}"] {{ --host-2: {colour} }}',
    ]
