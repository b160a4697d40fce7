"""An export as a page that people read: the same data, grouped as there, nothing besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from webinars.formats import moment, number
from webinars.languages import LANGUAGE_NAMES
from webinars.web.attendee.data_words import FIELD_TITLES, FILES, LONG, PART_TITLES, VALUES

_MOMENTS = ("_at", "_until")
"""How columns end that hold moments."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What columns are for, and how long they are kept."""

    names: list[str]
    purpose: str
    kept: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One value of a row, in lines."""

    title: str
    lines: list[str]
    folded: bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """One group of an export."""

    key: str
    title: str
    kept: list[Kept]
    rows: list[list[Field]]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """In which language and on whose clocks the page is read."""

    language: str
    zone: str

    def moment(self, written: str) -> str:
        """Return a moment of an export in words."""
        return moment(datetime.fromisoformat(written), self.zone, self.language)


def readable(data: Mapping[str, Any], reader: Reader) -> list[Part]:
    """Return the parts of an export that hold something, in the order of the page."""
    return [_part(key, data[key], reader) for key in PART_TITLES if data[key]["rows"]]


def empty_parts(data: Mapping[str, Any]) -> list[str]:
    """Return the titles of the parts that hold nothing."""
    return [str(title) for key, title in PART_TITLES.items() if not data[key]["rows"]]


def _part(key: str, part: Mapping[str, Any], reader: Reader) -> Part:
    return Part(
        key=key,
        title=str(PART_TITLES[key]),
        kept=_kept(key, part["columns"]),
        rows=[list(_fields(key, row, reader)) for row in part["rows"]],
    )


def _kept(key: str, columns: Mapping[str, Mapping[str, str]]) -> list[Kept]:
    grouped: dict[tuple[str, str], list[str]] = {}
    for name, said in columns.items():
        names = grouped.setdefault((said["purpose"], said["kept"]), [])
        if _title(key, name) not in names:
            names.append(_title(key, name))
    return [Kept(names=names, purpose=told[0], kept=told[1]) for told, names in grouped.items()]


def _title(key: str, name: str) -> str:
    return str(FIELD_TITLES.get(f"{key}.{name}") or FIELD_TITLES.get(name, name))


def _fields(key: str, row: Mapping[str, Any], reader: Reader) -> Iterator[Field]:
    for name, value in row.items():
        if value not in (None, "", [], {}):
            lines = list(_lines(key, name, value, reader))
            yield Field(title=_title(key, name), lines=lines, folded=name in LONG)


def _lines(key: str, name: str, value: Any, reader: Reader) -> Iterator[str]:
    if isinstance(value, dict):
        for inner, each in value.items():
            title = LANGUAGE_NAMES.get(inner) or _title(key, inner)
            for line in _lines(key, inner, each, reader):
                yield gettext("%(what)s: %(title)s", what=title, title=line)
    elif isinstance(value, list):
        for each in value:
            yield from _lines(key, name, each, reader)
    elif name in FILES:
        size = number(len(value), reader.language)
        yield gettext("A file, written in %(num)s letters; the download holds it.", num=size)
    elif name.endswith(_MOMENTS):
        yield reader.moment(value)
    elif isinstance(value, bool):
        yield gettext("Yes") if value else gettext("No")
    else:
        words = VALUES.get(f"{key}.{name}") or VALUES.get(name, {})
        yield str(words.get(value, value))
