"""Hosts that join what is online; settled proposals keep no passcode."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'open'")
_CHANGE = sa.text("state = 'open' AND joining_id IS NULL")
_JOINING = sa.text("state = 'open' AND joining_id IS NOT NULL")


def upgrade() -> None:
    """Make the change."""
    op.add_column("proposals", sa.Column("joining_id", sa.Integer(), nullable=True))
    op.add_column(
        "webinar_hosts", sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.drop_index("ix_proposals_open", table_name="proposals")
    _make_index("ix_proposals_open", _CHANGE)
    _make_index("ix_proposals_joining", _JOINING)
    _blank_passcodes()


def downgrade() -> None:
    """Undo the change; invitations to join are lost."""
    op.drop_index("ix_proposals_joining", table_name="proposals")
    op.drop_index("ix_proposals_open", table_name="proposals")
    op.execute("DELETE FROM proposals WHERE joining_id IS NOT NULL")
    _make_index("ix_proposals_open", _OPEN)
    op.drop_column("webinar_hosts", "joined_at")
    op.drop_column("proposals", "joining_id")


def _make_index(name: str, condition: sa.TextClause) -> None:
    op.create_index(
        name,
        "proposals",
        ["webinar_id"],
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _blank_passcodes() -> None:
    proposals = sa.table(
        "proposals", sa.column("id"), sa.column("state"), sa.column("values", sa.JSON())
    )
    settled = sa.select(proposals.c.id, proposals.c["values"]).where(proposals.c.state != "open")
    for number, values in op.get_bind().execute(settled).all():
        if values.get("meeting_passcode"):
            op.execute(
                proposals.update()
                .where(proposals.c.id == number)
                .values({"values": {**values, "meeting_passcode": ""}})
            )
