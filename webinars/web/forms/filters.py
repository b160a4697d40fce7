"""What the forms share that narrow a list: what was really offered."""

from __future__ import annotations

from wtforms import SelectField


def offered(field: SelectField) -> str:
    """Return what was chosen; the empty text when that was never offered."""
    values = {choice.value for choice in field.choices or ()}
    return field.data if field.data in values else ""
