"""Storing rows for tests: one by one, or many at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.models.base import Base

TOGETHER = "together"

SHARED = "shared"
"""Set on the session of a test while web and worker write to the same database."""

Row = TypeVar("Row", bound=Base)


def save(session: Session, row: Row) -> Row:
    """Store a row and commit."""
    with saved(session):
        session.add(row)
    return row


@contextmanager
def saved(session: Session) -> Iterator[None]:
    """Store what the body adds and changes, and commit."""
    if session.info.get(SHARED):
        # As the program does: who reads first and then writes fails when another wrote between.
        with transaction():
            yield
        return
    yield
    if session.info.get(TOGETHER):
        session.flush()
    else:
        session.commit()


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Commit what the body makes once, at its end; for tests that need many rows."""
    session.info[TOGETHER] = True
    try:
        yield
    finally:
        session.info[TOGETHER] = False
    session.commit()
