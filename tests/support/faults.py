"""Faults that a test can bring about and mend."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from webinars.database.engine import transaction


def rename_table(app: Flask, old: str, new: str) -> None:
    """Take a table away, or put it back: whoever needs it meanwhile gets the database's error."""
    with app.app_context(), transaction() as session:
        session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
