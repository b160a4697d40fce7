"""How many statements something sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
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


def count_statements(client: FlaskClient, path: str) -> int:
    """Return how many statements a page takes."""
    with recorded_statements() as statements:
        response = client.get(path)
    assert response.status_code == 200, (path, response.status)
    return len(statements)
