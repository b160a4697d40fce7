"""Edits of a webinar that people are told of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    # Nobody has been told of an edit so far; new rows say it themselves.
    for name, kind, none in (("edit_notice", sa.Integer(), "0"), ("edit_words", sa.JSON(), "{}")):
        op.add_column("webinars", sa.Column(name, kind, nullable=False, server_default=none))
        with op.batch_alter_table("webinars") as batch_op:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("webinars", "edit_words")
    op.drop_column("webinars", "edit_notice")
