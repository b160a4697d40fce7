"""Acts on many people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

INDEX = "ix_long_work_lines_attendee_id"


def upgrade() -> None:
    """Make the change."""
    op.add_column("long_works", sa.Column("to_id", sa.Integer(), nullable=True))
    op.add_column("long_work_lines", sa.Column("attendee_id", sa.Integer(), nullable=True))
    op.add_column("long_work_lines", sa.Column("registration_id", sa.Integer(), nullable=True))
    op.create_index(INDEX, "long_work_lines", ["attendee_id"])


def downgrade() -> None:
    """Undo the change."""
    op.drop_index(INDEX, "long_work_lines")
    op.drop_column("long_work_lines", "registration_id")
    op.drop_column("long_work_lines", "attendee_id")
    op.drop_column("long_works", "to_id")
