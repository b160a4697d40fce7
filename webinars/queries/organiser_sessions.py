"""Questions about who is signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.models.organiser import Organiser, OrganiserSession
from webinars.settings import current_settings


def find_session(token_hash: str, now: datetime) -> OrganiserSession | None:
    """Return the live session of this token: not over, not idle too long, its organiser active."""
    idle = now - timedelta(minutes=current_settings().session_idle_minutes)
    return session().scalar(
        select(OrganiserSession)
        .join(OrganiserSession.organiser)
        .where(
            OrganiserSession.token_hash == token_hash,
            OrganiserSession.expires_at > now,
            OrganiserSession.seen_at > idle,
            Organiser.active,
        )
        .options(joinedload(OrganiserSession.organiser))
    )
