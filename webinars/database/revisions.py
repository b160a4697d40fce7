"""Which tables the database has, compared with those of this version of the program."""

from __future__ import annotations

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from webinars.database.engine import db
from webinars.paths import MIGRATIONS


def is_migrated() -> bool:
    """Tell whether the database has exactly the tables of this version of the program."""
    return _present() == _newest()


def is_newer() -> bool:
    """Tell whether the database has tables that only a later version of the program knows."""
    return not _present() <= _known()


def _present() -> frozenset[str]:
    with db.engine.connect() as connection:
        return frozenset(MigrationContext.configure(connection).get_current_heads())


@cache
def _newest() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())


@cache
def _known() -> frozenset[str]:
    return frozenset(each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions())
