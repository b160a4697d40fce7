"""Who filled in the form for a colleague."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    # Not by copying the table: SQLite would forget which numbers it has given already.
    name = sa.Column("registered_by", sa.String(length=80), server_default=sa.text("''"), nullable=False)
    op.add_column("signups", name)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("signups", "registered_by")
