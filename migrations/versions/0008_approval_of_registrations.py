"""Approval of registrations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    for name in ("requested_at", "declined_at"):
        op.add_column("registrations", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    # Webinars so far ask nobody; new rows say it themselves.
    op.add_column(
        "webinars", sa.Column("approval", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    with op.batch_alter_table("webinars") as batch_op:
        batch_op.alter_column("approval", server_default=None)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("webinars", "approval")
    op.drop_column("registrations", "declined_at")
    op.drop_column("registrations", "requested_at")
