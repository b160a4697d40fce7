"""Handouts stand in an order that their teams choose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    position = sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False)
    op.add_column("handouts", position)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("handouts", "position")
