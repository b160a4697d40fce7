"""What the forms share that narrow a list: their choices, and what was really offered."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice


def without_narrowing(words: str) -> SelectChoice:
    """Return the choice that leaves the list as it is."""
    return SelectChoice(value="", label=words)


def offered(field: SelectField) -> str:
    """Return what was chosen; the empty text when that was never offered."""
    values = {choice.value for choice in field.choices or ()}
    return field.data if field.data in values else ""
