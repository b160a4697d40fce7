"""When a message that a mail server put off is tried again."""

from __future__ import annotations

from datetime import timedelta

LADDER = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 300, 900, 1800))
"""Longest wait after the first, second … try; the last one goes on for ever."""


def retry_delay(tries: int, jitter: float) -> timedelta:
    """Return how long to wait after this many tries.

    :param tries: tries so far, at least 1.
    :param jitter: from 0 to 1; the share of the longest wait ("full jitter"), so that many
        messages put off at one moment do not come back at one moment.
    """
    return LADDER[min(tries, len(LADDER)) - 1] * jitter
