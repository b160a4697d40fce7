"""The tables: brought up to date by ``webinars db upgrade``."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config

from webinars.cli.context import RefusedError
from webinars.database.condition import Obstacle, Trouble, find_trouble
from webinars.database.engine import database_file, db, is_sqlite, switch_to_wal
from webinars.database.revisions import is_newer
from webinars.documents.health_words import trouble_words
from webinars.paths import MIGRATIONS

FILE_MODE = 0o640
"""Of a new SQLite file: nobody but the service and its group reads about people."""


def upgrade_database() -> None:
    """Run the migrations that the database lacks; all of them or none.

    :raises RefusedError: when there is no way to the tables of this version.
    """
    if is_sqlite():
        _make_file(database_file())
    if is_newer():
        raise RefusedError(trouble_words(Trouble(Obstacle.NEWER)))
    if is_sqlite():
        switch_to_wal(db.engine)
    command.upgrade(migrations(), "head")


def _make_file(file: Path) -> None:
    with suppress(OSError):
        file.touch(mode=FILE_MODE)
    found = find_trouble()
    if found is not None and found.obstacle not in {Obstacle.OLD, Obstacle.NEWER}:
        raise RefusedError(trouble_words(found))


def migrations() -> Config:
    """Return what Alembic's commands need to know of our migrations."""
    config = Config(MIGRATIONS / "alembic.ini")
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
