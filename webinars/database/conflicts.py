"""Beginning anew when another transaction was in the way."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from webinars.database.engine import db, is_conflict
from webinars.errors import ConflictError

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
