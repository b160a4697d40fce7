"""Webinars have the address of their recording, and reminders tell of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    url = sa.Column("recording_url", sa.String(500), server_default=sa.text("''"), nullable=False)
    op.add_column("webinars", url)
    op.add_column("webinars", sa.Column("recording_until", sa.Date(), nullable=True))
    op.add_column("webinars", sa.Column("recording_due_at", sa.DateTime(timezone=True), nullable=True))
    tells = sa.Column(
        "tells_of_recording", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("occurrences", tells)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("occurrences", "tells_of_recording")
    for name in ("recording_due_at", "recording_until", "recording_url"):
        op.drop_column("webinars", name)
