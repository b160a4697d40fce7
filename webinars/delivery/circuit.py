"""The transport's fuse: a sick mail server pauses the sending and never burns messages' tries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from webinars.settings import Settings

REMEMBERED = 1000
"""Refused messages that are kept in mind; forgetting them costs each another try."""


class Circuit:
    """Remembers until when the transport rests; each failure in a row doubles the rest.

    All senders of one worker share it.
    """

    def __init__(self, jitter: Callable[[], float], settings: Settings) -> None:
        """Start closed: sending is allowed.

        :param jitter: returns numbers from 0 to 1; a pause lasts between half and all of its
            length, so that several senders do not come back at one moment.
        """
        self._jitter = jitter
        self._first = timedelta(seconds=settings.pause_seconds)
        self._longest = timedelta(seconds=settings.longest_pause_seconds)
        self._failures = 0
        self._until: datetime | None = None
        self._rejections = 0
        self._accepted = 0
        self._rejected: dict[int, int] = {}

    def is_open(self, now: datetime) -> bool:
        """Tell whether the transport rests; a clock set back does not prolong the rest."""
        return self._until is not None and timedelta(0) < self._until - now <= self._longest

    def trip(self, now: datetime) -> timedelta:
        """Begin a pause after a failure; return its length."""
        longest: timedelta = min(self._first * 2 ** min(self._failures, 10), self._longest)
        pause = longest * (0.5 + self._jitter() / 2)
        self._failures += 1
        self._until = now + pause
        return pause

    def reset(self) -> None:
        """Forget all failures: the server took or judged a message."""
        self._failures = 0
        self._until = None

    def reject(self, message: int) -> int:
        """Count a message refused for our sake or its content; return how many in a row."""
        if len(self._rejected) >= REMEMBERED:
            self._rejected.clear()
        self._rejected[message] = self._accepted
        self._rejections += 1
        return self._rejections

    def stands_alone(self, message: int) -> bool:
        """Tell whether others were taken since this message was refused; of before, nobody knows.

        :param message: number of the message.
        """
        return self._rejected.get(message, self._accepted) < self._accepted

    def accept(self) -> None:
        """End a row of such refusals: the server took a message."""
        self._accepted += 1
        self._rejections = 0
