"""What time it is. Only doors (web, cli, worker) ask; everything else takes ``now``."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

JUMP_SECONDS = 2
"""A clock that moves so far at once was set; less is its ordinary correction."""


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


class Drift:
    """How the clock moves against time as it passes; tells when somebody sets it."""

    def __init__(self) -> None:
        """Take the clock as it is."""
        self.lock = threading.Lock()
        """Held from asking until what follows from a jump is done: no job may run between."""
        self.ticker_waits = False
        """Whether the ticker still waits for times that it planned before the last jump."""
        self._ahead = self._measured()

    def jumped(self) -> float:
        """Return by how many seconds the clock was set since this was asked last; mostly 0."""
        before, self._ahead = self._ahead, self._measured()
        seconds = self._ahead - before
        return seconds if abs(seconds) >= JUMP_SECONDS else 0.0

    def _measured(self) -> float:
        return now().timestamp() - time.monotonic()
