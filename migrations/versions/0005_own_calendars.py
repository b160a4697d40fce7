"""Attendees have a calendar of their own."""

from __future__ import annotations

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with _altered() as batch_op:
        batch_op.add_column(
            sa.Column("calendar_generation", sa.Integer(), nullable=False, server_default="1")
        )
    with _altered() as batch_op:
        batch_op.alter_column("calendar_generation", server_default=None)


def downgrade() -> None:
    """Undo the change."""
    with _altered() as batch_op:
        batch_op.drop_column("calendar_generation")


def _altered() -> AbstractContextManager[BatchOperations]:
    # SQLite makes the table anew, which must go on never giving a number twice.
    return op.batch_alter_table("attendees", table_kwargs={"sqlite_autoincrement": True})
