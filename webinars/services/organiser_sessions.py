"""Being signed in: a row per browser, so that it can be listed and ended."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update

from webinars.database.changed_rows import count_changed
from webinars.database.engine import transaction
from webinars.models.organiser import Organiser, OrganiserSession
from webinars.settings import current_settings
from webinars.tokens import hash_of


def open_session(organiser_id: int, *, now: datetime) -> str:
    """Open a session; return the random token for the cookie, which is stored only as a hash."""
    token = secrets.token_urlsafe(32)
    ends = now + timedelta(hours=current_settings().session_hours)
    with transaction() as session:
        session.add(
            OrganiserSession(
                organiser_id=organiser_id,
                token_hash=hash_of(token),
                created_at=now,
                seen_at=now,
                expires_at=ends,
            )
        )
        session.execute(
            update(Organiser)
            .where(Organiser.id == organiser_id)
            .values(signed_in_at=now)
            .execution_options(synchronize_session=False)
        )
    return token


def see_session(session_id: int, *, now: datetime) -> None:
    """Write down that a session is used; the only thing that reading a page may write."""
    with transaction() as session:
        session.execute(
            update(OrganiserSession)
            .where(OrganiserSession.id == session_id)
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )


def prove_session(token: str, *, now: datetime) -> None:
    """Write down that whoever uses a session has just proved who it is."""
    with transaction() as session:
        session.execute(
            update(OrganiserSession)
            .where(OrganiserSession.token_hash == hash_of(token))
            .values(proved_at=now)
            .execution_options(synchronize_session=False)
        )


def close_session(token: str) -> None:
    """End a session; ending it twice changes nothing."""
    _close(OrganiserSession.token_hash == hash_of(token))


def close_session_of(organiser_id: int, session_id: int) -> None:
    """End one of an organiser's own sessions; those of others do not exist."""
    _close(OrganiserSession.organiser_id == organiser_id, OrganiserSession.id == session_id)


def close_other_sessions(organiser_id: int, token: str) -> int:
    """End every session of an organiser but the one of this token; return how many."""
    return _close(
        OrganiserSession.organiser_id == organiser_id,
        OrganiserSession.token_hash != hash_of(token),
    )


def close_all_sessions(organiser_id: int) -> int:
    """End every session of an organiser; return how many."""
    return _close(OrganiserSession.organiser_id == organiser_id)


def _close(*which: ColumnElement[bool]) -> int:
    with transaction() as session:
        return count_changed(session, delete(OrganiserSession).where(*which))
