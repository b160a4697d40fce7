"""Runs the migrations inside the application, on SQLite and on PostgreSQL: all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy import Connection

from webinars.models.tables import Base
from webinars.models.types import UtcDateTime, WallTime

UPGRADE_LOCK = 7_306_112
"""Number of the lock on PostgreSQL that makes a second upgrade wait for the first."""


def run() -> None:
    """Run the migrations that Alembic has been asked for."""
    migrate = current_app.extensions["migrate"]
    with migrate.db.engine.connect() as connection, without_foreign_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=rendered,
            transactional_ddl=True,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            wait_for_others(connection)
            context.run_migrations()
            check_foreign_keys(connection)


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Switch SQLite's foreign keys off while the body runs; must be outside a transaction.

    Changing a table means making it anew on SQLite; with foreign keys on, dropping the old one
    would take the rows of its children with it.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def check_foreign_keys(connection: Connection) -> None:
    """Make sure that every row refers to one that exists; otherwise the migrations are undone."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows without the row that they refer to: {broken}")


def wait_for_others(connection: Connection) -> None:
    """Take the lock that a second upgrade waits for, before anything is read."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA user_version=1")
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(UPGRADE_LOCK)))


def rendered(kind: str, item: Any, _autogenerate: Any) -> str | bool:
    """Write our own column types as the types that databases know; Alembic's hook."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, WallTime):
        return "sa.DateTime()"
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


run()
