"""Who filled in the form for a colleague."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NUMBERS = {"sqlite_autoincrement": True}
"""A row's number is never given again, also when SQLite copies the table to change it."""


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("signups", table_kwargs=_NUMBERS) as batch_op:
        batch_op.add_column(
            sa.Column("registered_by", sa.String(length=80), server_default="", nullable=False)
        )
    with op.batch_alter_table("signups", table_kwargs=_NUMBERS) as batch_op:
        batch_op.alter_column("registered_by", server_default=None)


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("signups", table_kwargs=_NUMBERS) as batch_op:
        batch_op.drop_column("registered_by")
