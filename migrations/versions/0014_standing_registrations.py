"""Standing registrations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "standing_registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["attendees.id"],
            name=op.f("fk_standing_registrations_attendee_id_attendees"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_standing_registrations_series_id_series"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_registrations")),
        sa.UniqueConstraint(
            "series_id", "attendee_id", name=op.f("uq_standing_registrations_series_id_attendee_id")
        ),
    )
    with op.batch_alter_table("standing_registrations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_standing_registrations_attendee_id"), ["attendee_id"], unique=False
        )

    op.create_table(
        "signup_standing_series",
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_signup_standing_series_series_id_series"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signups.id"],
            name=op.f("fk_signup_standing_series_signup_id_signups"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("signup_id", "series_id", name=op.f("pk_signup_standing_series")),
    )
    with op.batch_alter_table("webinars", schema=None) as batch_op:
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("webinars", schema=None) as batch_op:
        batch_op.drop_column("published_at")

    op.drop_table("signup_standing_series")
    with op.batch_alter_table("standing_registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standing_registrations_attendee_id"))

    op.drop_table("standing_registrations")
