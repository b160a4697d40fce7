"""Guessing is slow: wrong attempts are counted in the database, alike for every process (T18, T20).

Who attempts is counted before the attempt is looked at, so that many at once gain nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from webinars.database.engine import transaction
from webinars.models.guess import COUNTED, Guess
from webinars.steps.buckets import bucket, take

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
    own, theirs = bucket(f"account {account}"), bucket(f"network {network}")
    limits = {own: PER_ACCOUNT, theirs: PER_NETWORK}
    with transaction() as session:
        return Attempt(take(session, limits, within=COUNTED, now=now), own)


def forgive(attempt: Attempt) -> None:
    """Forget a right attempt, and the wrong ones for its account."""
    with transaction() as session:
        session.execute(
            delete(Guess).where((Guess.key_hash == attempt.own) | Guess.id.in_(attempt.ids))
        )
