"""Which tables the database has, compared with those of this version of the program."""

from __future__ import annotations

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from webinars.database.engine import db
from webinars.paths import MIGRATIONS


def is_migrated() -> bool:
    """Tell whether the database has exactly the tables of this version of the program."""
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return frozenset(present) == _newest()


@cache
def _newest() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())
