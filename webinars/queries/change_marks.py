"""Whether anything in the database has changed: a mark that stays the same as long as nothing has.

The mark is exact. SQLite counts the commits that a connection has not made itself, and the
connection that asks makes none. The snapshot of PostgreSQL names the transactions whose rows are
seen: when the same are seen again, so are the same rows.

A connection of its own asks: a session around the question costs more than the question.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import Engine, event

from webinars.database.engine import db

_QUESTIONS = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT CAST(pg_current_snapshot() AS TEXT)",
}
"""By kind of database; each answered outside of any transaction."""


_numbers = count(1)


@dataclass(eq=False)
class _Watcher:
    """A connection that only watches; of one engine and shared by all threads."""

    raw: Any
    question: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    number: int = field(default_factory=_numbers.__next__)
    """Part of the mark: each connection of SQLite counts from the beginning."""

    def mark(self) -> str:
        with self.lock:
            return f"{self.number} {self.raw.execute(self.question).fetchone()[0]}"

    def close(self) -> None:
        with self.lock:
            self.raw.close()


_watchers: dict[Engine, _Watcher] = {}
_opening = threading.Lock()


def change_mark() -> str | None:
    """Return what differs as soon as somebody has committed something; any text else.

    None: this session is amid a transaction and may see what nobody else does, or the database
    cannot be asked; whoever reads it then is told why.
    """
    if db.session().in_transaction():
        return None
    engine = db.engine
    watcher: _Watcher | None = None
    try:
        watcher = _watcher(engine)
        return watcher.mark()
    except engine.dialect.loaded_dbapi.Error:
        if watcher is not None:
            _close(engine, watcher)
        return None


def _watcher(engine: Engine) -> _Watcher:
    with _opening:
        if engine not in _watchers:
            connection = engine.raw_connection()
            connection.detach()
            raw: Any = connection.dbapi_connection
            if engine.name == "postgresql":
                raw.autocommit = True
            _watchers[engine] = _Watcher(raw, _QUESTIONS[engine.name])
            if not event.contains(engine, "engine_disposed", _close):
                event.listen(engine, "engine_disposed", _close)
        return _watchers[engine]


def _close(engine: Engine, failed: _Watcher | None = None) -> None:
    """Close the watcher of an engine; another thread may have replaced the one that failed."""
    with _opening:
        watcher = _watchers.get(engine)
        if watcher is None or failed not in (None, watcher):
            return
        del _watchers[engine]
    watcher.close()
