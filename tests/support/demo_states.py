"""States of a webinar that the demo programme does not show by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.support.demo_pages import FULL

STATES = {
    "announced": "opens_at = '2099-01-01 00:00:00'",
    "closed": "closes_at = '2020-01-01 00:00:00'",
    "full": "waiting_list = 0",
    "provisional": "provisional = 1",
    "live": "starts_at = datetime('now', '-5 minutes'), ends_at = datetime('now', '+55 minutes')",
    "over": "starts_at = datetime('now', '-2 hours'), ends_at = datetime('now', '-1 hour')",
    "recorded": "starts_at = datetime('now', '-2 hours'), ends_at = datetime('now', '-1 hour'),"
    " recording_url = 'https://video.example.org/1', recording_until = '2099-06-30'",
    "cancelled": "state = 'cancelled'",
}
"""As changes of one webinar."""

_COLUMNS = (
    *("state", "provisional", "starts_at", "ends_at", "opens_at", "closes_at", "waiting_list"),
    *("recording_url", "recording_until"),
)


def each_state(folder: Path) -> Iterator[tuple[str, str]]:
    """Bring a webinar of the demo into each state and back; yield its name and the page's path."""
    with closing(sqlite3.connect(folder / "demo.sqlite3", timeout=15)) as connection:
        query = f"SELECT {', '.join(_COLUMNS)} FROM webinars WHERE key = ?"
        before = connection.execute(query, (FULL,)).fetchone()
        restored = ", ".join(f"{name} = ?" for name in _COLUMNS)
        for state, change in STATES.items():
            connection.execute(f"UPDATE webinars SET {change} WHERE key = ?", (FULL,))
            connection.commit()
            yield f"webinar-{state}", f"/webinars/{FULL}"
            connection.execute(
                f"UPDATE webinars SET {restored} WHERE key = ?",
                (*before, FULL),
            )
            connection.commit()
