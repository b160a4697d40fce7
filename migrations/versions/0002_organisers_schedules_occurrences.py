"""Organisers, agreements, schedules, occurrences, attendances, objections, signs of the worker."""

from __future__ import annotations

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from webinars.settings import current_settings
from webinars.tokens import address_hash

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SOURCE_LENGTH = 123

EMPTY = sa.text("''")

NEW_COLUMNS = (
    ("attendees", sa.Column("recipient_hash", sa.String(64), nullable=False, server_default=EMPTY)),
    ("messages", sa.Column("status_code", sa.String(12), nullable=False, server_default=EMPTY)),
    (
        "registrations",
        sa.Column("schedule_version", sa.Integer(), nullable=False, server_default=sa.text("1")),
    ),
    (
        "registrations",
        sa.Column("source", sa.String(SOURCE_LENGTH), nullable=False, server_default=EMPTY),
    ),
    ("signups", sa.Column("source", sa.String(SOURCE_LENGTH), nullable=False, server_default=EMPTY)),
    (
        "webinars",
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("'2026-11-25 00:00:00'"),
        ),
    ),
    ("webinars", sa.Column("meeting_url", sa.String(500), nullable=False, server_default=EMPTY)),
    ("webinars", sa.Column("meeting_passcode", sa.String(100), nullable=False, server_default=EMPTY)),
)
"""Columns of tables that have rows already."""


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "organisers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("uniquifier", sa.String(length=64), nullable=False),
        sa.Column("second_factor", sa.String(length=64), nullable=True),
        sa.Column("second_factor_secret", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisers")),
        sa.UniqueConstraint("email", name=op.f("uq_organisers_email")),
        sa.UniqueConstraint("uniquifier", name=op.f("uq_organisers_uniquifier")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "suppressions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
        sa.UniqueConstraint("recipient_hash", name=op.f("uq_suppressions_recipient_hash")),
    )
    op.create_table(
        "worker_signs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=30), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_signs")),
        sa.UniqueConstraint("part", name=op.f("uq_worker_signs_part")),
    )
    op.create_table(
        "organiser_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organisers.id"],
            name=op.f("fk_organiser_sessions_organiser_id_organisers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organiser_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_organiser_sessions_token_hash")),
    )
    with op.batch_alter_table("organiser_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organiser_sessions_organiser_id"), ["organiser_id"], unique=False
        )

    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"], ["hosts.id"], name=op.f("fk_agreements_host_id_hosts")
        ),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organisers.id"],
            name=op.f("fk_agreements_organiser_id_organisers"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["webinar_id"],
            ["webinars.id"],
            name=op.f("fk_agreements_webinar_id_webinars"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint(
            "webinar_id",
            "host_id",
            "revision",
            name=op.f("uq_agreements_webinar_id_host_id_revision"),
        ),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"], ["hosts.id"], name=op.f("fk_memberships_host_id_hosts")
        ),
        sa.ForeignKeyConstraint(
            ["organiser_id"],
            ["organisers.id"],
            name=op.f("fk_memberships_organiser_id_organisers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "organiser_id", "host_id", name=op.f("uq_memberships_organiser_id_host_id")
        ),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_host_id"), ["host_id"], unique=False)

    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("local_start", sa.DateTime(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["webinar_id"],
            ["webinars.id"],
            name=op.f("fk_schedules_webinar_id_webinars"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("webinar_id", "version", name=op.f("uq_schedules_webinar_id_version")),
    )
    op.create_table(
        "occurrences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=True),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=30), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reminder_id"],
            ["reminders.id"],
            name=op.f("fk_occurrences_reminder_id_reminders"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["webinar_id"],
            ["webinars.id"],
            name=op.f("fk_occurrences_webinar_id_webinars"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint(
            "reminder_id",
            "webinar_id",
            "version",
            name=op.f("uq_occurrences_reminder_id_webinar_id_version"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_occurrences_reminder_id"), ["reminder_id"], unique=False
        )
        batch_op.create_index("ix_occurrences_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_occurrences_webinar_id"), ["webinar_id"], unique=False)

    op.create_table(
        "reminder_objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["attendees.id"],
            name=op.f("fk_reminder_objections_attendee_id_attendees"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["webinar_id"],
            ["webinars.id"],
            name=op.f("fk_reminder_objections_webinar_id_webinars"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_objections")),
    )
    with op.batch_alter_table("reminder_objections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reminder_objections_webinar_id"), ["webinar_id"], unique=False
        )
        batch_op.create_index(
            "uq_reminder_objections_webinar", ["attendee_id", "webinar_id"], unique=True
        )

    op.create_table(
        "attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["attendees.id"],
            name=op.f("fk_attendances_attendee_id_attendees"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_attendances_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_attendances_registration_id")),
    )
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendances_attendee_id"), ["attendee_id"], unique=False
        )

    for table, column in NEW_COLUMNS:
        op.add_column(table, column)
    hash_addresses()
    keep_schedules()
    op.execute("UPDATE webinars SET changed_at = CURRENT_TIMESTAMP")
    for table, column in NEW_COLUMNS:
        with changed(table) as batch_op:
            batch_op.alter_column(column.name, server_default=None)


def changed(table: str) -> AbstractContextManager[BatchOperations]:
    """Change a table; on SQLite it is made anew, and must go on never reusing row numbers."""
    return op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": table != "webinars"})


def hash_addresses() -> None:
    """Give every attendee the keyed hash of the address."""
    key = current_settings().address_key
    attendees = sa.table("attendees", sa.column("id"), sa.column("email"), sa.column("recipient_hash"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(attendees.c.id, attendees.c.email)).all():
        change = sa.update(attendees).where(attendees.c.id == row.id)
        connection.execute(change.values(recipient_hash=address_hash(key, row.email)))


def keep_schedules() -> None:
    """Write down the present time of every webinar under its present schedule version."""
    op.execute(
        "INSERT INTO schedules (webinar_id, version, local_start, time_zone, starts_at, ends_at,"
        " reasons, created_at) SELECT id, schedule_version, local_start, time_zone, starts_at,"
        " ends_at, '{}', CURRENT_TIMESTAMP FROM webinars"
    )
    op.execute(
        "UPDATE registrations SET schedule_version = (SELECT schedule_version FROM webinars"
        " WHERE webinars.id = registrations.webinar_id)"
    )


def downgrade() -> None:
    """Undo the change."""
    for table, column in reversed(NEW_COLUMNS):
        with changed(table) as batch_op:
            batch_op.drop_column(column.name)
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendances_attendee_id"))

    op.drop_table("attendances")
    with op.batch_alter_table("reminder_objections", schema=None) as batch_op:
        batch_op.drop_index("uq_reminder_objections_webinar")
        batch_op.drop_index(batch_op.f("ix_reminder_objections_webinar_id"))

    op.drop_table("reminder_objections")
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_occurrences_webinar_id"))
        batch_op.drop_index("ix_occurrences_state_due_at")
        batch_op.drop_index(batch_op.f("ix_occurrences_reminder_id"))

    op.drop_table("occurrences")
    op.drop_table("schedules")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_host_id"))

    op.drop_table("memberships")
    op.drop_table("agreements")
    with op.batch_alter_table("organiser_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organiser_sessions_organiser_id"))

    op.drop_table("organiser_sessions")
    op.drop_table("worker_signs")
    op.drop_table("suppressions")
    op.drop_table("organisers")
