"""Where to after signing in, and from where somebody came: both as strangers may say it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from webinars.web.access import PREFIX
from webinars.web.desk import desk_places

HOME_NETWORK = 64
"""Bits of an IPv6 address that one subscriber has; the rest can be changed at will."""


def way_back() -> str:
    """Return the page of the desk that was asked for before signing in, else the first one (T22).

    Only a plain path of ours counts: it must name a page of the desk, whatever browsers read into
    other signs.
    """
    wanted = request.args.get("next", "")
    if is_desk_page(wanted):
        return wanted
    places = desk_places()
    return places[0].url if places else url_for("organiser_account.show")


def is_desk_page(wanted: str) -> bool:
    """Tell whether this is path and query of a page for organisers, and nothing else."""
    if not wanted.startswith("/") or not wanted.isascii() or not wanted.isprintable():
        return False
    if wanted.startswith("//") or "\\" in wanted or " " in wanted:
        return False
    parts = urlsplit(wanted)
    adapter = current_app.create_url_adapter(request)
    if parts.scheme or parts.netloc or adapter is None:
        return False
    try:
        endpoint, _values = adapter.match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return str(endpoint).startswith(PREFIX) and endpoint != "organiser_account.sign_out"


def network_of(address: str | None) -> str:
    """Return by what one network is known: an IPv4 address, or the network of an IPv6 one."""
    if address is None:
        return ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    if isinstance(parsed, IPv6Address):
        return str(ip_network(f"{parsed}/{HOME_NETWORK}", strict=False))
    return str(parsed)
