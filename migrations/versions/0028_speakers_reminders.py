"""Invited speakers are reminded of the webinars of every series."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_RULES: tuple[dict[str, Any], ...] = (
    {"key": "speakers-week", "offset_minutes": None, "offset_days": -7, "at_time": None},
    {"key": "speakers-day", "offset_minutes": None, "offset_days": -1, "at_time": "09:00"},
    {"key": "speakers-hour", "offset_minutes": -60, "offset_days": None, "at_time": None},
)
_SAME = {"active": True, "anchor": "start", "audience": "speakers"}

_REMINDERS = sa.table(
    "reminders",
    *(sa.column(name) for name in ("series_id", "position", *_RULES[0], *_SAME)),
)


def upgrade() -> None:
    """Make the change."""
    connection = op.get_bind()
    for (series,) in connection.execute(sa.text("SELECT id FROM series ORDER BY id")).all():
        known = connection.execute(
            sa.select(_REMINDERS.c.key, _REMINDERS.c.position).where(
                _REMINDERS.c.series_id == series
            )
        ).all()
        keys = {row.key for row in known}
        first = max((row.position for row in known), default=-1) + 1
        for number, rule in enumerate(_RULES):
            if rule["key"] not in keys:
                values = {"series_id": series, "position": first + number, **rule, **_SAME}
                connection.execute(sa.insert(_REMINDERS).values(values))


def downgrade() -> None:
    """Undo the change: the version before knows no reminders to speakers."""
    for statement in (
        "DELETE FROM messages WHERE kind = 'speaker-reminder'",
        "DELETE FROM occurrences WHERE audience = 'speakers'",
        "DELETE FROM reminders WHERE audience = 'speakers'",
    ):
        op.execute(statement)
