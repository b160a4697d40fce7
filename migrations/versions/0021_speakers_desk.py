"""Speakers with a biography and a desk of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    for table, column in _columns():
        op.add_column(table, column)
    # Nobody has one so far; new rows say it themselves.
    with op.batch_alter_table("speakers") as batch_op:
        batch_op.alter_column("biographies", server_default=None)
    op.create_table(
        "speaker_desks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("texts_before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speakers.id"],
            name=op.f("fk_speaker_desks_speaker_id_speakers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_desks")),
        sa.UniqueConstraint("speaker_id", name=op.f("uq_speaker_desks_speaker_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_speaker_desks_email"), "speaker_desks", ["email"], unique=False)


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("speaker_desks")
    for table, column in reversed(_columns()):
        op.drop_column(table, column.name)


def _columns() -> list[tuple[str, sa.Column[object]]]:
    none, empty, first = sa.text("''"), sa.text("'{}'"), sa.text("1")
    url = sa.Column("presenter_url", sa.String(length=500), server_default=none, nullable=False)
    texts = sa.Column("biographies", sa.JSON(), server_default=empty, nullable=False)
    revision = sa.Column("revision", sa.Integer(), server_default=first, nullable=False)
    return [("webinars", url), ("speakers", texts), ("speakers", revision)]
