"""Free places offered with a deadline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    hours = sa.Column("offer_hours", sa.Integer(), nullable=False, server_default=sa.text("0"))
    op.add_column("webinars", hours)
    offers = sa.Column("offers", sa.Integer(), nullable=False, server_default=sa.text("0"))
    op.add_column("registrations", offers)
    for name in ("offered_until", "lapsed_at"):
        op.add_column("registrations", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    for name in ("lapsed_at", "offered_until", "offers"):
        op.drop_column("registrations", name)
    op.drop_column("webinars", "offer_hours")
