"""A clock that stands still until told."""

from __future__ import annotations

from datetime import datetime, timedelta


class Clock:
    """Says what time it is; moves only when told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)
