"""Provisional dates, and the archive of the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    # Dates so far are certain; new rows say it themselves.
    op.add_column(
        "webinars",
        sa.Column("provisional", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    with op.batch_alter_table("webinars") as batch_op:
        batch_op.alter_column("provisional", server_default=None)
    for table in ("webinars", "series"):
        op.add_column(table, sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    for table in ("series", "webinars"):
        op.drop_column(table, "archived_at")
    op.drop_column("webinars", "provisional")
