"""Questions about series."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.series import Series


def get_series(key: str) -> Series:
    """Return the series of this key, with hosts and topics; raises NotFoundError."""
    found: Series | None = session().scalar(_of_key(), {"key": key})
    if found is None:
        raise NotFoundError(key)
    return found


@cache
def _of_key() -> Select[Series]:
    statement = select(Series).where(Series.key == bindparam("key"))
    return statement.options(selectinload(Series.hosts), selectinload(Series.topics))


def list_series() -> list[Series]:
    """Return all series in the order in which they were added, with their hosts."""
    statement = select(Series).order_by(Series.id).options(selectinload(Series.hosts))
    return list(session().scalars(statement))
