"""Guessing is slow: wrong attempts are counted in the database, alike for every process (T18, T20).

Who attempts is counted before the attempt is looked at, so that many at once gain nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webinars.database.engine import lock_address, transaction
from webinars.errors import TooManyGuessesError
from webinars.models.guess import COUNTED, Guess
from webinars.settings import current_settings
from webinars.tokens import address_hash

PER_ACCOUNT = 10
PER_NETWORK = 50
"""Wrong attempts within that time; a whole institute may sit behind one address."""


@dataclass(frozen=True)
class Attempt:
    """An attempt that may be made."""

    ids: tuple[int, ...]
    """Its rows, one in each bucket."""
    own: str
    """Hash of the bucket that a right attempt empties."""


def begin_attempt(account: str, network: str, *, now: datetime) -> Attempt:
    """Count one attempt in two separate buckets: for the account, and from the network.

    :param account: what is being opened, such as an address; whether it exists does not matter.
    :raises TooManyGuessesError: when either bucket is full; nothing is counted then.
    """
    own, theirs = _hash(f"account {account}"), _hash(f"network {network}")
    limits = {own: PER_ACCOUNT, theirs: PER_NETWORK}
    return Attempt(_take(limits, now), own)


def forgive(attempt: Attempt) -> None:
    """Forget a right attempt, and the wrong ones for its account."""
    with transaction() as session:
        session.execute(
            delete(Guess).where((Guess.key_hash == attempt.own) | Guess.id.in_(attempt.ids))
        )


def _take(limits: Mapping[str, int], now: datetime) -> tuple[int, ...]:
    with transaction() as session:
        for key in sorted(limits):
            lock_address(session, key)
        wait = max(_wait(session, key, limit, now) for key, limit in limits.items())
        if wait > timedelta():
            raise TooManyGuessesError(math.ceil(wait.total_seconds()))
        rows = [Guess(key_hash=key, made_at=now) for key in limits]
        session.add_all(rows)
        session.flush()
        return tuple(row.id for row in rows)


def _wait(session: Session, key: str, limit: int, now: datetime) -> timedelta:
    """Return how long this bucket stays full."""
    counted = (
        select(Guess.made_at)
        .where(Guess.key_hash == key, Guess.made_at > now - COUNTED)
        .order_by(Guess.made_at.desc(), Guess.id.desc())
    )
    # When the oldest of the last `limit` attempts counts no more, there is room for another one.
    oldest = session.scalars(counted.offset(limit - 1).limit(1)).first()
    return timedelta() if oldest is None else oldest + COUNTED - now


def _hash(key: str) -> str:
    return address_hash(current_settings().address_key, key)
