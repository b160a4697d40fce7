"""Putting together what two people changed in the same form, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from wtforms import Field, FormField

from webinars.web.forms.base import BaseForm
from webinars.web.forms.differences import NEVER, Difference, list_differences
from webinars.web.forms.rows import Rows

DIGEST_BYTES = 6


@dataclass(frozen=True)
class Merged:
    """What became of the changes of somebody who was faster."""

    taken: list[Difference]
    """Only the other person had changed it: it stands in the form now."""
    asked: list[Difference]
    """Both had changed it: the form holds the own version, a person decides."""


def digests_of(form: BaseForm) -> str:
    """Return what each field holds as digests, for the form to carry along."""
    return " ".join(f"{field.name}={_digest(field)}" for field in _units(form))


def merge(mine: BaseForm, stored: BaseForm, opened: str) -> Merged:
    """Take over into a form what only somebody else has changed since it was opened.

    :param opened: the digests of what it held then; a field without one is asked about.
    """
    before = dict(pair.split("=", 1) for pair in opened.split() if "=" in pair)
    own = {field.name: field for field in _units(mine)}
    found = list_differences(mine, stored)
    taken = set()
    for theirs in _units(stored):
        field = own.get(theirs.name)
        if field is not None and before.get(field.name) == _digest(field) != _digest(theirs):
            _take(field, theirs)
            taken.add(field.name)
    kept = {name for name, field in own.items() if name not in taken}
    unchanged = {each.name for each in _units(stored) if before.get(each.name) == _digest(each)}
    return Merged(
        taken=[each for each in found if _unit_of(each, mine) in taken],
        asked=[each for each in found if _unit_of(each, mine) in kept - unchanged],
    )


def _units(form: BaseForm) -> Iterator[Field]:
    """Yield what is one thing to decide about: a field, a language of a text, a list of rows."""
    for field in form:
        if isinstance(field, FormField):
            yield from field.form
        elif field.type not in NEVER:
            yield field


def _unit_of(difference: Difference, form: BaseForm) -> str:
    head = difference.field.partition("-")[0]
    # Rows have no names that would outlast moving them: a list is one thing.
    return head if isinstance(form[head], Rows) else difference.field


def _take(field: Field, theirs: Field) -> None:
    if isinstance(field, Rows):
        field.show(theirs.data)
    else:
        field.data = theirs.data


def _digest(field: Field) -> str:
    return blake2b(repr(_plain(field.data)).encode(), digest_size=DIGEST_BYTES).hexdigest()


def _plain(data: Any) -> Any:
    """Return data so that what is empty, or ticked in another order, is the same."""
    if isinstance(data, dict):
        return sorted((name, _plain(value)) for name, value in data.items())
    if isinstance(data, list):
        each = [_plain(value) for value in data]
        return each if any(isinstance(value, list) for value in each) else sorted(each, key=str)
    return data or ""
