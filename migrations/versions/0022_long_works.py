"""Long works."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "long_works",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["host_id"], ["hosts.id"], name=op.f("fk_long_works_host_id_hosts")
        ),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organisers.id"],
            name=op.f("fk_long_works_organiser_id_organisers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["webinar_id"],
            ["webinars.id"],
            name=op.f("fk_long_works_webinar_id_webinars"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_long_works")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("long_works", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_long_works_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_long_works_webinar_id"), ["webinar_id"], unique=False)

    op.create_table(
        "long_work_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("person", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.ForeignKeyConstraint(
            ["work_id"],
            ["long_works.id"],
            name=op.f("fk_long_work_lines_work_id_long_works"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_long_work_lines")),
        sa.UniqueConstraint("work_id", "number", name=op.f("uq_long_work_lines_work_id_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("long_work_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_long_work_lines_email"), ["email"], unique=False)


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("long_work_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_long_work_lines_email"))

    op.drop_table("long_work_lines")
    with op.batch_alter_table("long_works", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_long_works_webinar_id"))
        batch_op.drop_index(batch_op.f("ix_long_works_state"))

    op.drop_table("long_works")
