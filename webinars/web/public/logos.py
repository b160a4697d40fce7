"""Logos of hosts, under names that change with them."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webinars.queries.hosts import get_logo
from webinars.web.assets import FOREVER

bp = Blueprint("logos", __name__)


@bp.get("/logos/<name>")
def show(name: str) -> Response:
    """Give a logo."""
    response = Response(get_logo(name), mimetype=f"image/{name.rpartition('.')[2]}")
    response.headers["Cache-Control"] = FOREVER
    response.set_etag(name)
    response.make_conditional(request)
    return response
