"""Give no other webinar or series the number of one that is deleted."""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_TABLES = ("series", "webinars")


def upgrade() -> None:
    """Make the change."""
    for table in _TABLES:
        _make_anew(table, never_again=True)


def downgrade() -> None:
    """Undo the change."""
    for table in _TABLES:
        _make_anew(table, never_again=False)


def _make_anew(table: str, *, never_again: bool) -> None:
    # PostgreSQL never gives a number twice.
    if op.get_context().dialect.name == "sqlite":
        kept = {"sqlite_autoincrement": never_again}
        with op.batch_alter_table(table, recreate="always", table_kwargs=kept):
            pass
