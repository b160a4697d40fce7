"""Own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "own_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("webinar_id", sa.Integer(), nullable=True),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("openings", sa.JSON(), nullable=False),
        sa.Column("closings", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN host_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN series_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN webinar_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_own_words_one_place"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["organisers.id"],
            name=op.f("fk_own_words_changed_by_id_organisers"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["hosts.id"], name=op.f("fk_own_words_host_id_hosts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_own_words_series_id_series"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["webinar_id"],
            ["webinars.id"],
            name=op.f("fk_own_words_webinar_id_webinars"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_words")),
        sa.UniqueConstraint("host_id", "kind", name=op.f("uq_own_words_host_id_kind")),
        sa.UniqueConstraint("series_id", "kind", name=op.f("uq_own_words_series_id_kind")),
        sa.UniqueConstraint("webinar_id", "kind", name=op.f("uq_own_words_webinar_id_kind")),
    )
    op.create_index(op.f("ix_own_words_changed_by_id"), "own_words", ["changed_by_id"], unique=False)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("own_words")
