"""Leases: for how long the messages that a sender claims are its own.

Every function runs inside the caller's ``transaction()``.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, update
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.models.message import Sender


def open_lease(session: Session, name: str, *, now: datetime, expires_at: datetime) -> None:
    """Make a new sender known; until the lease ends its messages are its own."""
    session.add(Sender(name=name, renewed_at=now, expires_at=expires_at))


def renew_lease(
    session: Session, name: str, *, now: datetime, expires_at: datetime, though_over: bool = False
) -> bool:
    """Prolong a lease; False when it is over: its messages belong to others now.

    :param though_over: also one whose time is over, as long as nobody has taken it over.
    """
    alive = () if though_over else (Sender.expires_at > now,)
    statement = update(Sender).where(Sender.name == name, *alive)
    return count_changed(session, statement.values(renewed_at=now, expires_at=expires_at)) == 1


def close_lease(session: Session, name: str) -> None:
    """End a lease; whatever its sender still held may be taken over at once."""
    count_changed(session, delete(Sender).where(Sender.name == name))


def alive(owner: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a sender's lease is not over."""
    return exists().where(Sender.name == owner, Sender.expires_at > now)
