"""Saying what became of a mail that an organiser sends to the own address."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypedDict

from flask_babel import gettext, ngettext

from webinars.errors import TooManyGuessesError
from webinars.models.organiser import Organiser

TEST = "test"
"""Key in the cookie: what became of the last test; said once."""


class Said(TypedDict):
    """A sentence, and whether the mail is on its way."""

    words: str
    sent: bool


def tell_of_test(organiser: Organiser, send: Callable[[], None]) -> Said:
    """Send a test and say so, or when the next one is possible."""
    try:
        send()
    except TooManyGuessesError as refusal:
        minutes = math.ceil(refusal.seconds / 60)
        return Said(
            words=ngettext(
                "You have sent many tests just now. The next one is possible in %(num)s minute.",
                "You have sent many tests just now. The next one is possible in %(num)s minutes.",
                minutes,
            ),
            sent=False,
        )
    sentence = gettext("The test is on its way to %(address)s.", address=organiser.email)
    return Said(words=sentence, sent=True)
