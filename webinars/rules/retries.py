"""When a message that a mail server put off is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta


def retry_delay(ladder: Sequence[int], tries: int, jitter: float) -> timedelta:
    """Return how long to wait after this many tries.

    :param ladder: longest wait in seconds after the first, second … try; the last one goes on.
    :param tries: tries so far, at least 1.
    :param jitter: from 0 to 1; the share of the longest wait ("full jitter"), so that many
        messages put off at one moment do not come back at one moment.
    """
    return timedelta(seconds=ladder[min(tries, len(ladder)) - 1]) * jitter
