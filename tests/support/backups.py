"""Backups as docs/operations.md makes them, for tests."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.support.postgres import find_binaries, plain
from webinars.database.engine import db


def back_up(database_url: str, target: Path) -> None:
    """Write a backup of a database while it is in use."""
    if database_url.startswith("sqlite"):
        with (
            closing(sqlite3.connect(_file(database_url))) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return
    _run("pg_dump", "--format=custom", f"--file={target}", plain(database_url))


def restore(database_url: str, backup: Path) -> None:
    """Set a database back to its backup, while nothing of ours is connected."""
    db.session.close()
    db.engine.dispose()
    if database_url.startswith("sqlite"):
        for each in ("-wal", "-shm"):
            Path(f"{_file(database_url)}{each}").unlink(missing_ok=True)
        Path(_file(database_url)).write_bytes(backup.read_bytes())
        return
    target = f"--dbname={plain(database_url)}"
    _run("pg_restore", "--clean", "--if-exists", "--single-transaction", target, str(backup))


def _file(database_url: str) -> str:
    return database_url.removeprefix("sqlite:///")


def _run(*command: str) -> None:
    program, *arguments = command
    subprocess.run([find_binaries() / program, *arguments], check=True, timeout=60)
