"""Whether anything in the database has changed: a mark that stays the same as long as nothing has.

The mark is exact. SQLite counts the commits that a connection has not made itself, and the
connection that asks makes none. The snapshot of PostgreSQL names the transactions whose rows are
seen: when the same are seen again, so are the same rows.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event, text

from webinars.database.engine import db, is_sqlite, session

_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS TEXT)")


@dataclass
class _Watcher:
    """A connection of SQLite that only watches; of one engine and shared by all threads."""

    raw: Any
    lock: threading.Lock = field(default_factory=threading.Lock)

    def mark(self) -> str:
        with self.lock:
            return str(self.raw.execute("PRAGMA data_version").fetchone()[0])


_watchers: dict[Engine, _Watcher] = {}
_opening = threading.Lock()


def change_mark() -> str | None:
    """Return what differs as soon as somebody has committed something; any text else.

    None: this session is amid a transaction and may see what nobody else does, or the file of
    SQLite cannot be asked; whoever reads it then is told why.
    """
    if db.session().in_transaction():
        return None
    if not is_sqlite():
        return str(session().scalar(_SNAPSHOT))
    try:
        return _watcher(db.engine).mark()
    except sqlite3.Error:
        return None


def _watcher(engine: Engine) -> _Watcher:
    with _opening:
        if engine not in _watchers:
            connection = engine.raw_connection()
            connection.detach()
            _watchers[engine] = _Watcher(connection.dbapi_connection)
            event.listen(engine, "engine_disposed", _close, once=True)
        return _watchers[engine]


def _close(engine: Engine) -> None:
    with _opening:
        watcher = _watchers.pop(engine, None)
    if watcher is not None:
        watcher.raw.close()
