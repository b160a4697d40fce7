"""Whether the database can be worked with and, if not, what is in the way."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import psycopg
from sqlalchemy import Connection, false, update
from sqlalchemy.exc import DBAPIError

from webinars.database.engine import check_database, database_file, db, is_sqlite
from webinars.database.revisions import is_migrated, is_newer
from webinars.models.worker_sign import WorkerSign

LEAST_FREE_BYTES = 16 * 2**20
"""Room that a SQLite file needs beside itself, for what is written but not yet part of it."""


class Obstacle(StrEnum):
    """What is in the way."""

    AWAY = "away"
    NO_FOLDER = "no-folder"
    NO_FILE = "no-file"
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    FAILING = "failing"
    OLD = "old"
    NEWER = "newer"
    READ_ONLY = "read-only"
    READ_ONLY_FILE = "read-only-file"
    FULL = "full"
    BUSY = "busy"


@dataclass(frozen=True)
class Trouble:
    """An obstacle and its cause."""

    obstacle: Obstacle
    cause: str = ""
    """What the database or the system says of it; names hosts and files, so never for the public.
    """


_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: Obstacle.BUSY,
    sqlite3.SQLITE_LOCKED: Obstacle.BUSY,
    sqlite3.SQLITE_READONLY: Obstacle.READ_ONLY_FILE,
    sqlite3.SQLITE_FULL: Obstacle.FULL,
    sqlite3.SQLITE_CANTOPEN: Obstacle.UNREADABLE,
    sqlite3.SQLITE_IOERR: Obstacle.FAILING,
    sqlite3.SQLITE_CORRUPT: Obstacle.DAMAGED,
    sqlite3.SQLITE_NOTADB: Obstacle.DAMAGED,
}

_OF_POSTGRESQL = {
    "25006": Obstacle.READ_ONLY,  # read_only_sql_transaction
    "42501": Obstacle.READ_ONLY,  # insufficient_privilege
    "53100": Obstacle.FULL,  # disk_full
    "55P03": Obstacle.BUSY,  # lock_not_available
}

_OUT_OF_REACH = ("08", "28", "3D", "53", "57P")
"""Connection, login, no such database, too many connections, shutdown; as SQLSTATEs begin."""


def find_trouble() -> Trouble | None:
    """Return what is in the way of reading from the database; None when nothing is."""
    missing = _missing_file() if is_sqlite() else None
    if missing is not None:
        return missing
    try:
        check_database()
        if is_migrated():
            return None
        return Trouble(Obstacle.NEWER if is_newer() else Obstacle.OLD)
    except DBAPIError as error:
        return _trouble_of_or_raise(error)


def find_trouble_with_writing() -> Trouble | None:
    """Return what is in the way of writing to the database; changes nothing and waits for nobody.

    Where others write just now, it evidently can be done.
    """
    try:
        with db.engine.connect() as connection, _impatient(connection):
            # Touches no row, but is refused by a database that takes no writes.
            connection.execute(update(WorkerSign).where(false()).values(part=WorkerSign.part))
    except DBAPIError as error:
        found = _trouble_of_or_raise(error)
        return None if found.obstacle is Obstacle.BUSY else found
    return _full_disk()


def trouble_of(error: DBAPIError) -> Trouble | None:
    """Return what an error says about the database; None when it is about a statement."""
    cause = " ".join(str(error.orig).split())
    if isinstance(error.orig, sqlite3.Error):
        missing = _missing_file()
        if missing is not None:
            return missing
        # Extended codes hold the plain one in their last byte.
        obstacle = _OF_SQLITE.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
        # Without room for its files beside the database, SQLite speaks of the disk only.
        full = _full_disk() if obstacle is Obstacle.FAILING else None
        if full is not None or obstacle is None:
            return full
        return Trouble(obstacle, f"{database_file()}: {cause}")
    state = getattr(error.orig, "sqlstate", None) or ""
    obstacle = _OF_POSTGRESQL.get(state)
    if obstacle is None and isinstance(error.orig, psycopg.OperationalError):
        # No state at all: the client has not even reached the server.
        obstacle = Obstacle.AWAY if not state or state.startswith(_OUT_OF_REACH) else None
    return None if obstacle is None else Trouble(obstacle, cause)


def _missing_file() -> Trouble | None:
    file = database_file()
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        if file.parent.is_dir():
            return Trouble(Obstacle.NO_FILE, str(file))
        return Trouble(Obstacle.NO_FOLDER, str(file.parent))
    except OSError as error:
        return Trouble(Obstacle.UNREADABLE, f"{file}: {error.strerror}")
    return None


def _full_disk() -> Trouble | None:
    if not is_sqlite():
        return None
    folder = database_file().parent
    try:
        room = os.statvfs(folder)
    except OSError:
        return None
    if room.f_bavail * room.f_frsize >= LEAST_FREE_BYTES:
        return None
    return Trouble(Obstacle.FULL, f"{folder}, {room.f_bavail * room.f_frsize // 2**20} MB free")


def _trouble_of_or_raise(error: DBAPIError) -> Trouble:
    found = trouble_of(error)
    if found is None:
        raise error
    return found


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    """Let others who hold SQLite's lock be told at once."""
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    [patience] = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute(f"PRAGMA busy_timeout={patience}")
