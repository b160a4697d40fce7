"""Who is signed in: asked of the database at every request, never remembered beyond it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask import Blueprint, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.organiser import Organiser
from webinars.queries.organiser_sessions import find_session
from webinars.queries.outage import DatabaseOutageError, DatabaseRefusalError
from webinars.services.organiser_sessions import see_session
from webinars.tokens import hash_of

_log = logging.getLogger(__name__)

TOKEN = "organiser"  # noqa: S105 - a name, not a secret
"""Key in the signed cookie: the random token of the session row."""

SAID = "sign_in_said"
"""Key in the cookie: what the sign-in page says once."""

SEEN_AFTER = timedelta(minutes=1)
"""How exactly the last use of a session is known; saves a write at every click."""

PREFIX = "organiser_"
"""What the names of the blueprints for organisers begin with."""


def organiser_blueprint(name: str) -> Blueprint:
    """Return a blueprint whose pages only open for signed-in organisers.

    :param name: such as ``organiser_webinars``; its addresses stand below ``/organiser``.
    """
    if not name.startswith(PREFIX):
        raise ValueError(f"{name} must begin with {PREFIX}")
    bp = Blueprint(name, __name__, url_prefix="/organiser")
    bp.before_request(_require_sign_in)
    return bp


def find_organiser() -> Organiser | None:
    """Return who is signed in at this request, or None."""
    if "organiser" not in g:
        token = session.get(TOKEN)
        found = find_session(hash_of(token), clock.now()) if isinstance(token, str) else None
        g.organiser = None if found is None else found.organiser
        g.proved_at = None if found is None else found.proved_at or found.created_at
        if found is not None and clock.now() - found.seen_at >= SEEN_AFTER:
            try:
                see_session(found.id, now=clock.now())
            except (DatabaseOutageError, DatabaseRefusalError):
                # Nothing can be written now: the page is read all the same.
                _log.warning("the visit of an organiser is not noted: nothing can be written")
    organiser: Organiser | None = g.organiser
    return organiser


def current_organiser() -> Organiser:
    """Return who is signed in, on a page that only opens for organisers."""
    organiser = find_organiser()
    if organiser is None:
        raise RuntimeError("this page needs a blueprint of organiser_blueprint()")
    return organiser


def proved_at() -> datetime:
    """Return when who is signed in gave password or code last."""
    current_organiser()
    at: datetime = g.proved_at
    return at


def forget_organiser() -> None:
    """Ask anew who is signed in, because that has just changed."""
    g.pop("organiser", None)


def _require_sign_in() -> ResponseReturnValue | None:
    if find_organiser() is not None:
        return None
    if request.method == "POST" and TOKEN in session:
        session[SAID] = "lost"
    # Of what was only sent there is no page to come back to: then the desk begins at its first.
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("sign_in.show", next=wanted), code=303)
