"""The database connection and transactions; the same promises on SQLite and PostgreSQL."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from webinars.database.search import add_search_functions
from webinars.errors import NotFoundError
from webinars.models.tables import Base

if TYPE_CHECKING:
    from flask import Flask

db = SQLAlchemy(metadata=Base.metadata)

REST_SECONDS = 1.0
"""A connection that was idle for so long is tried before it is used again."""

_RESTING_SINCE = "resting_since"
_WAL_TRIES = 50

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_log = logging.getLogger(__name__)


def prepare_engines(app: Flask) -> None:
    """Attach our transaction handling to the application's engines; once, in ``create_app``."""
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                event.listen(engine, "do_connect", _open_what_is_there)
                event.listen(engine, "connect", _prepare_sqlite_connection)
                event.listen(engine, "begin", _begin_sqlite)
            else:
                event.listen(engine, "connect", _prepare_postgresql_connection)
                event.listen(engine, "checkin", _begin_rest)
                event.listen(engine, "checkout", _wake)


def engine_options(database_url: str, busy_seconds: int) -> dict[str, Any]:
    """Return SQLAlchemy's options for this database.

    :param busy_seconds: how long a writer waits for another on SQLite.
    """
    # Parameters hold addresses and names; an error in the log must not.
    options: dict[str, Any] = {"hide_parameters": True}
    if database_url.startswith("sqlite"):
        return {**options, "connect_args": {"timeout": busy_seconds}}
    return {**options, "pool_size": 5, "max_overflow": 5}


@contextmanager
def transaction(*, one_statement: bool = False) -> Iterator[Session]:
    """Run the body as one transaction that writes: committed at its end, rolled back by any error.

    On SQLite the write lock is taken at once (BEGIN IMMEDIATE): a transaction that reads first and
    then upgrades fails as soon as another writer was in between.

    :param one_statement: the body sends no more than one, which PostgreSQL then commits by itself;
        saves two of three round trips.
    :raises NotFoundError: when what is changed, or written about, was deleted meanwhile.
    """
    session = db.session()
    session.rollback()
    mark = _writing.set(True)
    try:
        if one_statement:
            _commit_each(session)
        yield session
        session.commit()
    except BaseException as error:
        session.rollback()
        if _is_gone(error):
            _log.warning("row deleted meanwhile: %s", error)
            raise NotFoundError from error
        raise
    finally:
        _writing.reset(mark)


def _commit_each(session: Session) -> None:
    if not is_sqlite():
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})


def session() -> Session:
    """Return the session of this request or job, for reading.

    PostgreSQL opens no transaction around what is only read, which saves two round trips: each
    statement sees its own moment with or without one (READ COMMITTED).
    """
    session = db.session()
    if not (_writing.get() or session.in_transaction()):
        _commit_each(session)
    return session


def fresh_session() -> Session:
    """Return the session for reading, without what it has read before."""
    db.session().rollback()
    return session()


def plan_anew(session: Session) -> None:
    """Have PostgreSQL plan each statement of this transaction by the tables as they are now.

    A statement that a connection has sent ten times keeps the plan of that time. Made while a table
    was all but empty, it reads the table once for each of its rows: with ten thousand messages due
    at once that took 25 s (until the server's statistics followed, within a minute).
    """
    if not is_sqlite():
        session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def lock_address(session: Session, address_hash: str) -> None:
    """Let others who write about the same address wait until this transaction ends.

    On SQLite every other writer waits anyway.
    """
    if not is_sqlite():
        number = int(address_hash[:15], 16)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def is_conflict(error: DBAPIError) -> bool:
    """Tell whether a transaction failed only because another was in its way.

    A deadlock or a serialization failure: nothing was written, and doing it again will do. SQLite
    knows neither, its writers queue up.
    """
    return getattr(error.orig, "sqlstate", "") in {"40P01", "40001"}


def _is_gone(error: BaseException) -> bool:
    """Tell whether a row that was read at the beginning had been deleted when it was needed."""
    if not isinstance(error, IntegrityError):
        return isinstance(error, (StaleDataError, ObjectDeletedError))
    refused = isinstance(error.orig, psycopg.errors.ForeignKeyViolation) or (
        getattr(error.orig, "sqlite_errorcode", 0) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
    )
    # Deleting what others name is refused for the same reason, and would be a mistake of ours.
    return refused and not (error.statement or "").startswith("DELETE")


def is_sqlite() -> bool:
    """Tell whether the database is SQLite."""
    return db.engine.dialect.name == "sqlite"


def database_file() -> Path:
    """Return where the SQLite file is, or would be."""
    return Path(db.engine.url.database or "")


def switch_to_wal(engine: Engine) -> None:
    """Let readers and the writer of a SQLite file work side by side; stored in the file itself."""
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        if not isinstance(raw, sqlite3.Connection):
            return
        connection.rollback()
        for attempt in range(_WAL_TRIES):
            try:
                raw.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError:
                # Another process is switching; the busy timeout does not cover this statement.
                if attempt == _WAL_TRIES - 1:
                    raise
                time.sleep(0.05)
            else:
                return


def _open_what_is_there(
    _dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]
) -> None:
    # SQLite would make an empty file of a mistyped name; only an upgrade makes one.
    arguments[0] = f"{Path(arguments[0]).as_uri()}?mode=rw"
    options["uri"] = True


def _prepare_sqlite_connection(raw: sqlite3.Connection, _record: object) -> None:
    raw.isolation_level = None
    add_search_functions(raw)
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _prepare_postgresql_connection(raw: Any, _record: object) -> None:
    with raw.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute("SET lock_timeout = '5s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '30s'")
    raw.commit()


def _begin_rest(_raw: Any, record: ConnectionPoolEntry) -> None:
    record.info[_RESTING_SINCE] = time.monotonic()


def _wake(raw: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Have a connection that rested for a while replaced if the server is gone from its end.

    SQLAlchemy's own check asks every time, which is a fifth of what a mail asks of the database.
    """
    since = record.info.get(_RESTING_SINCE)
    if since is not None and time.monotonic() - since >= REST_SECONDS and not _answers(raw):
        raise DisconnectionError


def _answers(raw: psycopg.Connection[Any]) -> bool:
    try:
        raw.execute("SELECT 1")
        raw.rollback()
    except psycopg.Error:
        return False
    return True


def check_database() -> None:
    """Ask the database for one row; raises what the driver raises when it cannot be reached.

    By a connection of its own: a worker would keep the transaction of its session open for good.
    """
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
