"""When organisers signed in last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    moment = sa.DateTime(timezone=True)
    op.add_column("organisers", sa.Column("signed_in_at", moment, nullable=True))


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("organisers", "signed_in_at")
