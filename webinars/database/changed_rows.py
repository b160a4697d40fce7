"""How many rows a statement changed: what a claim by conditional UPDATE is decided by."""

from __future__ import annotations

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import UpdateBase


def count_changed(session: Session, statement: UpdateBase) -> int:
    """Run an UPDATE, DELETE or INSERT; return how many rows it changed.

    Objects that the session holds already are not told.
    """
    options = {"synchronize_session": False, "preserve_rowcount": True}
    result = session.execute(statement.execution_options(**options))
    return result.rowcount if isinstance(result, CursorResult) else 0
