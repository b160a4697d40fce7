"""Going on when another transaction was in the way."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from webinars.database.engine import db, is_conflict
from webinars.errors import ConflictError, NotFoundError

TRIES = 4
"""How often it is begun."""

PAUSE_SECONDS = 0.2
"""Longest pause between two tries; chance keeps the two from colliding again."""

_chance = random.SystemRandom()
_log = logging.getLogger(__name__)

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def begins_anew(act: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Let something begin anew when another transaction was in its way, as nothing was written.

    Of what is several transactions, each has this around itself: those before it are stored
    already, and doing all of them again would do them twice. Raises ConflictError when another one
    was in the way each time.
    """

    @wraps(act)
    def tried(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        for turn in range(1, TRIES + 1):
            try:
                return act(*args, **kwargs)
            except DBAPIError as error:
                if not is_conflict(error):
                    raise
            _log.warning("transaction tried again turn=%s", turn)
            db.session.rollback()
            time.sleep(_chance.uniform(0, PAUSE_SECONDS))
        raise ConflictError

    return tried


def one_by_one(act: Callable[[int], int], numbers: Iterable[int]) -> int:
    """Carry something out for each number, and return the sum; what fails holds up no other.

    :raises NotFoundError: of the first that failed, after all others; or ``DBAPIError``. What
        concerns the database as a whole is raised at once.
    """
    done, failures = 0, list[NotFoundError | DBAPIError]()
    for number in numbers:
        try:
            done += act(number)
        except (NotFoundError, DBAPIError) as error:
            if not _concerns_one(error):
                raise
            _log.warning("failed, others go on number=%s error=%s", number, type(error).__name__)
            failures.append(error)
    if failures:
        raise failures[0]
    return done


def _concerns_one(error: NotFoundError | DBAPIError) -> bool:
    if isinstance(error, (NotFoundError, IntegrityError)):
        return True
    # PostgreSQL's lock_timeout; SQLite has one lock, and it would be waited for each time.
    waited_in_vain = getattr(error.orig, "sqlstate", "") == "55P03"
    return waited_in_vain or is_conflict(error)
