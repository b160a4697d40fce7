"""What an error of SQLite says about the database, and what it does not."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from webinars.database import condition
from webinars.database.condition import Obstacle, trouble_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def obstacle(code: int) -> Obstacle | None:
    error = sqlite3.OperationalError("as SQLite says")
    error.sqlite_errorcode = code
    found = trouble_of(DBAPIError("", None, error))
    return None if found is None else found.obstacle


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Obstacle.BUSY),
        (sqlite3.SQLITE_READONLY_DIRECTORY, Obstacle.READ_ONLY_FILE),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, Obstacle.UNREADABLE),
        (sqlite3.SQLITE_FULL, Obstacle.FULL),
        (sqlite3.SQLITE_IOERR_SHMSIZE, Obstacle.FAILING),
        (sqlite3.SQLITE_CORRUPT, Obstacle.DAMAGED),
        (sqlite3.SQLITE_CONSTRAINT, None),
        (sqlite3.SQLITE_ERROR, None),
    ],
)
def test_errors_are_told_apart(app: Flask, code: int, expected: Obstacle | None) -> None:
    assert obstacle(code) == expected


def test_a_failing_disk_without_room_is_a_full_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition, "LEAST_FREE_BYTES", 2**62)

    assert obstacle(sqlite3.SQLITE_IOERR_SHMSIZE) == Obstacle.FULL
