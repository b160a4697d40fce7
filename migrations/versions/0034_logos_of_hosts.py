"""Logos of hosts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    none, empty = sa.text("0"), sa.text("''")
    op.add_column("hosts", sa.Column("logo", sa.LargeBinary(), nullable=True))
    for column in (
        sa.Column("logo_name", sa.String(length=38), server_default=empty, nullable=False),
        sa.Column("logo_width", sa.Integer(), server_default=none, nullable=False),
        sa.Column("logo_height", sa.Integer(), server_default=none, nullable=False),
    ):
        op.add_column("hosts", column)


def downgrade() -> None:
    """Undo the change."""
    for name in ("logo_height", "logo_width", "logo_name", "logo"):
        op.drop_column("hosts", name)
