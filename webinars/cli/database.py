"""The tables: brought up to date by ``webinars db upgrade``, checked before they are worked on."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from webinars.database.engine import db, is_sqlite, switch_to_wal
from webinars.paths import MIGRATIONS


def upgrade_database() -> None:
    """Run the migrations that the database lacks; all of them or none."""
    if is_sqlite():
        switch_to_wal(db.engine)
    command.upgrade(migrations(), "head")


def migrations() -> Config:
    """Return what Alembic's commands need to know of our migrations."""
    config = Config(MIGRATIONS / "alembic.ini")
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def is_migrated() -> bool:
    """Tell whether the database has exactly the tables of this version of the program."""
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(ScriptDirectory(str(MIGRATIONS)).get_heads())
