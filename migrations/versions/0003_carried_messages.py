"""Carried messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column("messages", sa.Column("carrier_id", sa.Integer(), nullable=True))
    op.create_index("ix_messages_carrier_id", "messages", ["carrier_id"])


def downgrade() -> None:
    """Undo the change."""
    op.drop_index("ix_messages_carrier_id", "messages")
    op.drop_column("messages", "carrier_id")
