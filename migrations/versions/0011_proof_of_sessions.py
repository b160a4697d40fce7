"""When whoever uses a session last proved who it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    moment = sa.DateTime(timezone=True)
    op.add_column("organiser_sessions", sa.Column("proved_at", moment, nullable=True))


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("organiser_sessions", "proved_at")
