"""How many statements something sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from webinars.database.engine import db


@contextmanager
def recorded_statements() -> Iterator[list[str]]:
    """Collect the statements sent while the body runs."""
    statements: list[str] = []

    def record(_connection, _cursor, statement, *_more) -> None:
        statements.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", record)
