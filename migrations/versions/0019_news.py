"""News of hosts, and who gets them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "news",
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_news_host_id_hosts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_news_host_id"), "news", ["host_id"], unique=False)
    op.create_table(
        "news_readers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("recipient_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"], ["hosts.id"], name=op.f("fk_news_readers_host_id_hosts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_readers")),
        sa.UniqueConstraint(
            "host_id", "recipient_hash", name=op.f("uq_news_readers_host_id_recipient_hash")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_news_readers_recipient_hash", "news_readers", ["recipient_hash"])
    # Whoever agreed before gets the news from now on, as long as the address is known.
    op.execute(
        "INSERT INTO news_readers"
        " (host_id, email, recipient_hash, language, confirmed_at, seen_at)"
        " SELECT c.host_id, a.email, a.recipient_hash, a.language,"
        " min(c.confirmed_at), max(c.confirmed_at)"
        " FROM consents c JOIN attendees a ON a.id = c.attendee_id"
        " WHERE c.purpose = 'news' AND c.host_id IS NOT NULL AND c.withdrawn_at IS NULL"
        " AND c.person_hash = a.recipient_hash"
        " GROUP BY c.host_id, a.email, a.recipient_hash, a.language"
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("news_readers")
    op.drop_table("news")
