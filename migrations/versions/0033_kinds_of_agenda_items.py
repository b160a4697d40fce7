"""A point of an agenda is a talk or a company pitch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    talk = sa.text("'talk'")
    kind = sa.Column("kind", sa.String(length=30), server_default=talk, nullable=False)
    op.add_column("agenda_items", kind)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("agenda_items", "kind")
