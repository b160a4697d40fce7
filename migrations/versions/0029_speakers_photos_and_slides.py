"""Photos and slides of speakers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    for column in _columns():
        op.add_column("speaker_desks", column)
    for name in _KEYS:
        op.create_index(op.f(f"ix_speaker_desks_{name}"), "speaker_desks", [name], unique=False)


def downgrade() -> None:
    """Undo the change."""
    for name in _KEYS:
        op.drop_index(op.f(f"ix_speaker_desks_{name}"), table_name="speaker_desks")
    for column in reversed(_columns()):
        op.drop_column("speaker_desks", column.name)


_KEYS = ("photo_key", "slides_key")


def _columns() -> list[sa.Column[object]]:
    none, zero = sa.text("''"), sa.text("0")
    return [
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("photo_key", sa.String(length=32), server_default=none, nullable=False),
        sa.Column("slides", sa.LargeBinary(), nullable=True),
        sa.Column("slides_key", sa.String(length=32), server_default=none, nullable=False),
        sa.Column("slides_size", sa.Integer(), server_default=zero, nullable=False),
        sa.Column("slides_state", sa.String(length=30), nullable=True),
        sa.Column("slides_at", sa.DateTime(timezone=True), nullable=True),
    ]
