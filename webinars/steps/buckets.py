"""Counting in the database, alike for every process (T20), inside the caller's transaction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from webinars.database.engine import lock_address
from webinars.errors import TooManyGuessesError
from webinars.models.guess import Guess
from webinars.settings import current_settings
from webinars.tokens import address_hash


def bucket(name: str) -> str:
    """Return the keyed hash that a bucket is stored under."""
    return address_hash(current_settings().address_key, name)


def take(
    session: Session, limits: Mapping[str, int], *, within: timedelta, now: datetime
) -> tuple[int, ...]:
    """Count one in each of these buckets; return the rows.

    :param limits: how many may be in each bucket, by its hash.
    :param within: how long one counts; at most ``KEPT``.
    :raises TooManyGuessesError: when one of them is full; nothing is counted then.
    """
    for key in sorted(limits):
        lock_address(session, key)
    wait = max(_wait(session, key, limit, within, now) for key, limit in limits.items())
    if wait > timedelta():
        raise TooManyGuessesError(math.ceil(wait.total_seconds()))
    rows = [Guess(key_hash=key, made_at=now) for key in limits]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def _wait(session: Session, key: str, limit: int, within: timedelta, now: datetime) -> timedelta:
    """Return how long this bucket stays full."""
    # When the oldest of the last `limit` counts no more, there is room for another one.
    values = {"key": key, "since": now - within, "younger": limit - 1}
    oldest = session.scalar(_oldest(), values)
    return timedelta() if oldest is None else oldest + within - now


@cache
def _oldest() -> Select[datetime]:
    counted = select(Guess.made_at).where(
        Guess.key_hash == bindparam("key"), Guess.made_at > bindparam("since")
    )
    newest_first = counted.order_by(Guess.made_at.desc(), Guess.id.desc())
    return newest_first.offset(bindparam("younger")).limit(1)
