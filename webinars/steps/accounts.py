"""Ends of accounts, sessions and links of organisers, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.models.guess import KEPT, Guess
from webinars.models.message import Subject
from webinars.models.organiser import (
    Membership,
    Organiser,
    OrganiserSession,
    PasswordLink,
    SupportOffice,
)
from webinars.settings import current_settings
from webinars.steps.message_drops import drop_messages

LEFT_DAYS = 30
"""Days that the account of somebody who has left is kept (``Retention.ACCOUNT``)."""


def delete_left_organisers(session: Session, *, now: datetime) -> int:
    """Delete the accounts of those who work for nobody any more for so long; return how many."""
    working = or_(
        *(
            exists().where(table.organiser_id == Organiser.id)
            for table in (Membership, SupportOffice)
        )
    )
    left = func.coalesce(Organiser.left_at, Organiser.created_at)
    ids = session.scalars(
        select(Organiser.id)
        .where(~working, left < now - timedelta(days=LEFT_DAYS))
        .order_by(Organiser.id)
        .with_for_update(skip_locked=True)
    ).all()
    drop_messages(session, Subject.ORGANISER, ids, now=now)
    return count_changed(session, delete(Organiser).where(Organiser.id.in_(ids), ~working))


def delete_over(session: Session, *, now: datetime) -> int:
    """Delete sessions, links and attempts whose time is over; return how many."""
    settings = current_settings()
    idle = now - timedelta(minutes=settings.session_idle_minutes)
    over = or_(OrganiserSession.expires_at <= now, OrganiserSession.seen_at <= idle)
    return sum(
        count_changed(session, statement)
        for statement in (
            delete(OrganiserSession).where(over),
            delete(PasswordLink).where(PasswordLink.expires_at <= now),
            delete(Guess).where(Guess.made_at <= now - KEPT),
        )
    )
