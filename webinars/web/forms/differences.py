"""What differs between a form as it was typed and as it would be opened now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wtforms import Field

from webinars.web.forms.base import JOINT, named_fields

_NEVER = ("CSRFTokenField", "HiddenField")


@dataclass(frozen=True)
class Difference:
    """A field that another person's version fills differently."""

    label: str
    stored: str
    """What is stored now; empty when that is nothing."""


def list_differences(typed: Iterable[Field], stored: Iterable[Field]) -> list[Difference]:
    """Return the fields of two like forms that differ, in the order of the page."""
    now, before = _values(stored), _values(typed)
    names = [*before, *(name for name in now if name not in before)]
    return [
        Difference(JOINT.join(name), now.get(name, ""))
        for name in names
        if before.get(name, "") != now.get(name, "")
    ]


def _values(fields: Iterable[Field]) -> dict[tuple[str, ...], str]:
    named = named_fields(fields)
    return {names: _shown(field) for names, field in named if field.type not in _NEVER}


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
