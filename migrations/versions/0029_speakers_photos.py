"""Photos of speakers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    none = sa.text("''")
    op.add_column("speaker_desks", sa.Column("photo", sa.LargeBinary(), nullable=True))
    key = sa.Column("photo_key", sa.String(length=32), server_default=none, nullable=False)
    op.add_column("speaker_desks", key)
    op.create_index(
        op.f("ix_speaker_desks_photo_key"), "speaker_desks", ["photo_key"], unique=False
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_index(op.f("ix_speaker_desks_photo_key"), table_name="speaker_desks")
    op.drop_column("speaker_desks", "photo_key")
    op.drop_column("speaker_desks", "photo")
