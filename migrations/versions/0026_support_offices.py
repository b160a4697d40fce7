"""Support offices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "support_offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"], ["hosts.id"], name=op.f("fk_support_offices_host_id_hosts")
        ),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organisers.id"],
            name=op.f("fk_support_offices_organiser_id_organisers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["regions.id"], name=op.f("fk_support_offices_region_id_regions")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_support_offices_series_id_series"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_offices")),
        sa.UniqueConstraint(
            "organiser_id",
            "host_id",
            "series_id",
            "region_id",
            name=op.f("uq_support_offices_organiser_id_host_id_series_id_region_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("support_offices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_offices_host_id"), ["host_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_support_offices_series_id"), ["series_id"], unique=False
        )


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("support_offices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_offices_series_id"))
        batch_op.drop_index(batch_op.f("ix_support_offices_host_id"))

    op.drop_table("support_offices")
