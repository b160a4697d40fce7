"""What differs between a form as it was typed and as it would be opened now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wtforms import Field

from webinars.web.forms.base import JOINT, named_fields

NEVER = ("CSRFTokenField", "HiddenField")
"""Fields that nobody sees."""


@dataclass(frozen=True)
class Difference:
    """A field that another person's version fills differently."""

    field: str
    """Its name in what is sent."""
    label: str
    stored: str
    """What is stored now; empty when that is nothing."""


def list_differences(typed: Iterable[Field], stored: Iterable[Field]) -> list[Difference]:
    """Return the fields of two like forms that differ, in the order of the page."""
    now, before = _values(stored), _values(typed)
    places = [*before, *(place for place in now if place not in before)]
    return [
        Difference(field, JOINT.join(names), now.get((field, names), ""))
        for field, names in places
        if before.get((field, names), "") != now.get((field, names), "")
    ]


def _values(fields: Iterable[Field]) -> dict[tuple[str, tuple[str, ...]], str]:
    named = named_fields(fields)
    return {(field.name, names): _shown(field) for names, field in named if field.type not in NEVER}


def _shown(field: Field) -> str:
    data = field.data
    choices = {str(each.value): str(each.label) for each in _choices(field)}
    if isinstance(data, list):
        return ", ".join(sorted(choices.get(str(each), str(each)) for each in data))
    if isinstance(data, bool):
        return "✓" if data else "–"
    return choices.get(str(data), str(data or ""))


def _choices(field: Field) -> Iterator[Any]:
    choices = getattr(field, "choices", None) or ()
    groups = choices.values() if isinstance(choices, dict) else [choices]
    for group in groups:
        yield from group
