"""People added by hand, moved and corrected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_HOSTS = (("signups", "added_by_id"), ("address_changes", "corrected_by_id"))


def upgrade() -> None:
    """Make the change."""
    for table, name in _HOSTS:
        host = sa.ForeignKey("hosts.id", name=op.f(f"fk_{table}_{name}_hosts"))
        column = sa.Column(name, sa.Integer(), host, nullable=True)
        op.add_column(table, column, inline_references=True)
    op.add_column("registrations", sa.Column("moved_to_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Undo the change."""
    op.drop_column("registrations", "moved_to_id")
    for table, name in _HOSTS:
        if op.get_context().dialect.name == "sqlite":
            with op.batch_alter_table(
                table, table_kwargs={"sqlite_autoincrement": True}
            ) as batch_op:
                batch_op.drop_column(name)
        else:
            op.drop_column(table, name)
