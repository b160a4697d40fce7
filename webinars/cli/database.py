"""The tables: brought up to date by ``webinars db upgrade``."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

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
