"""Schedules say whether they were public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    # Until now only a time that somebody had registered for was surely public.
    op.execute(
        "UPDATE schedules SET public = TRUE WHERE EXISTS (SELECT 1 FROM webinars"
        " WHERE webinars.id = schedules.webinar_id AND webinars.state <> 'draft'"
        " AND (webinars.schedule_version = schedules.version OR schedules.version >="
        " (SELECT MIN(registrations.schedule_version) FROM registrations"
        " WHERE registrations.webinar_id = webinars.id)))"
    )
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.alter_column("public", server_default=None)


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.drop_column("public")
