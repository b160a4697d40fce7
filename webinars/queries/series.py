"""Questions about series."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.series import Series


def get_series(key: str) -> Series:
    """Return the series of this key, with hosts and topics; raises NotFoundError."""
    found = session().scalar(
        select(Series)
        .where(Series.key == key)
        .options(selectinload(Series.hosts), selectinload(Series.topics))
    )
    if found is None:
        raise NotFoundError(key)
    return found


def list_series() -> list[Series]:
    """Return all series in the order in which they were added, with their hosts."""
    statement = select(Series).order_by(Series.id).options(selectinload(Series.hosts))
    return list(session().scalars(statement))
