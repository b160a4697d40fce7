"""What became of a claimed message is written down, whatever trouble the database is in."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webinars.database import claims
from webinars.database.claims import Claim
from webinars.database.engine import transaction
from webinars.delivery.outcomes import described
from webinars.models.message import MessageState

WRITE_TRIES = 5
"""How often a result is written while the database cannot be reached."""

_Result = TypeVar("_Result")

_log = logging.getLogger(__name__)


def finish(
    claim: Claim, state: MessageState, now: datetime, error: str = "", status_code: str = ""
) -> None:
    """Write the final state of a message."""
    record(
        claim,
        lambda session: claims.settle(
            session, claim, state, now=now, error=error, status_code=status_code
        ),
        f"{state.value} reply={error!r}" if error else state.value,
        one_statement=True,
    )


def give_up(claim: Claim, now: datetime, *, gone: bool = False) -> None:
    """Expire or drop a message that must not be sent, or queue it again.

    :param gone: see ``claims.give_up``.
    """
    state = persistently(lambda session: claims.give_up(session, claim, now, gone=gone))
    if state is MessageState.QUEUED:
        tell(claim, "queued again")
    else:
        tell(claim, "taken over" if state is None else "given up")


def record(
    claim: Claim, write: Callable[[Session], bool], what: str, *, one_statement: bool = False
) -> bool:
    """Write something about a message and say so in the log; False when it is not ours any more.

    :param one_statement: see ``transaction``.
    """
    written = persistently(write, one_statement=one_statement)
    tell(claim, what if written else "taken over")
    return written


def persistently(
    write: Callable[[Session], _Result], pause_seconds: float = 1, *, one_statement: bool = False
) -> _Result:
    """Write in a transaction, again while the database takes nothing: the server has acted.

    :param one_statement: see ``transaction``.
    :raises OperationalError: when it goes on to refuse, or stays out of reach.
    """
    for _ in range(WRITE_TRIES - 1):
        try:
            with transaction(one_statement=one_statement) as session:
                return write(session)
        except OperationalError as error:
            reason = described(error.orig)
            _log.warning("nothing written, trying again seconds=%s error=%s", pause_seconds, reason)
            time.sleep(pause_seconds)
    with transaction(one_statement=one_statement) as session:
        return write(session)


def tell(claim: Claim, what: str) -> None:
    """Say in the log what became of a message."""
    _log.info("message %s id=%s attempt=%s owner=%s", what, claim.id, claim.attempt, claim.owner)
