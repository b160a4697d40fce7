"""Messages claimed together: one is in hand, the others wait behind it, but not for ever."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable

from webinars.database.claims import Claim


class Batch:
    """Handed out one by one; those that wait may be taken away by another thread."""

    def __init__(self, claims: Iterable[Claim] = ()) -> None:
        """Begin with none in hand."""
        self._waiting = deque(claims)
        self._since = time.monotonic()
        self._lock = threading.Lock()

    def next(self) -> Claim | None:
        """Take the next into hand; None: there is none left."""
        with self._lock:
            self._since = time.monotonic()
            return self._waiting.popleft() if self._waiting else None

    def rest(self, after_seconds: float = 0) -> list[Claim]:
        """Take away those that wait.

        :param after_seconds: only if the one in hand has been there for so long.
        """
        with self._lock:
            if time.monotonic() - self._since < after_seconds:
                return []
            taken = list(self._waiting)
            self._waiting.clear()
            return taken
