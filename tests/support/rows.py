"""Everything in the database, for before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from webinars.models.tables import Base

TABLES: tuple[Table, ...] = tuple(Base.metadata.sorted_tables)

Rows = dict[str, list[dict[str, Any]]]


def dump(session: Session, tables: Sequence[Table] = TABLES) -> Rows:
    """Return every row of these tables, as committed by now."""
    session.commit()
    return {
        table.name: [
            dict(row)
            for row in session.execute(
                select(table).order_by(*table.primary_key.columns)
            ).mappings()
        ]
        for table in tables
    }
