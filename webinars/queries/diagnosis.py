"""What the database says of itself."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select, text

from webinars.database.engine import is_sqlite, session


def database_version() -> str:
    """Return which database it is, such as ``SQLite 3.46.1``."""
    if is_sqlite():
        return f"SQLite {session().scalar(select(func.sqlite_version()))}"
    return f"PostgreSQL {session().scalar(text('SHOW server_version'))}"


def database_now() -> datetime:
    """Return what time it is for the database."""
    if is_sqlite():
        said = session().scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
        return datetime.fromisoformat(str(said)).replace(tzinfo=UTC)
    found: datetime | None = session().scalar(select(func.clock_timestamp()))
    return datetime.fromisoformat(str(found)).astimezone(UTC)
