"""Find settled messages by an index, so that housekeeping reads only what it changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    settled = sa.text("settled_at IS NOT NULL")
    op.create_index(
        "ix_messages_settled_at",
        "messages",
        ["settled_at"],
        unique=False,
        postgresql_where=settled,
        sqlite_where=settled,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_index("ix_messages_settled_at", table_name="messages")
