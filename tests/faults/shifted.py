"""A clock that is wrong by as much as a file says, for everything in this process."""

from __future__ import annotations

import datetime as real
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from webinars import clock


class _Like(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, real.datetime)


def shift_clock(file: str) -> None:
    """Let the service and its ticker see the wrong time from now on."""
    path = Path(file)

    def off_by() -> timedelta:
        return timedelta(seconds=float(path.read_text() or 0))

    class Shifted(datetime, metaclass=_Like):
        """What the ticker's library takes for the system's clock."""

        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            """Return the wrong time."""
            return real.datetime.now(tz) + off_by()

    clock.now = lambda: real.datetime.now(UTC) + off_by()
    for name, module in list(sys.modules.items()):
        if name.startswith("apscheduler.") and getattr(module, "datetime", None) is real.datetime:
            module.datetime = Shifted  # type: ignore[attr-defined]
