"""Limits on the rate and on simultaneous deliveries, shared by the senders of one worker."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from webinars.settings import Settings

WINDOW = timedelta(minutes=1)

LATER = timedelta(seconds=5)
"""When a message is looked at again whose recipient's mail server is busy with ours."""


class Throttle:
    """Counts what leaves; both limits are off where their setting is 0."""

    def __init__(self, settings: Settings) -> None:
        """Begin with nothing under way."""
        self._rate = settings.mail_per_minute
        self._at_once = settings.mail_per_domain
        self._left: deque[datetime] = deque()
        self._busy: Counter[str] = Counter()
        self._lock = threading.Lock()

    def has_room(self, now: datetime) -> bool:
        """Tell whether one more message may leave within this minute."""
        with self._lock:
            # A clock that was set back must not close the door for long.
            while self._left and not timedelta(0) <= now - self._left[0] < WINDOW:
                self._left.popleft()
            return not self._rate or len(self._left) < self._rate

    def count(self, now: datetime) -> None:
        """Remember that a message leaves now."""
        if self._rate:
            with self._lock:
                self._left.append(now)

    @contextmanager
    def domain(self, recipient: str) -> Iterator[bool]:
        """Hold a place at the recipient's domain meanwhile; False: all of them are taken."""
        name = recipient.rpartition("@")[2].lower()
        with self._lock:
            free = not self._at_once or self._busy[name] < self._at_once
            self._busy[name] += free
        try:
            yield free
        finally:
            with self._lock:
                self._busy[name] -= free
                if not self._busy[name]:
                    del self._busy[name]
