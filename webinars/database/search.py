"""Finding people by what somebody typed: without regard to capitals and accents, on both databases.

SQLite gets a function of ours; PostgreSQL translates the letters of western Europe, because its own
extension for accents may not be installed.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

FOLD = "webinars_fold"
"""Name of our function in SQLite."""

_ACCENTS = {
    base: "".join(
        chr(code)
        for code in range(0xC0, 0x250)
        if unicodedata.normalize("NFD", chr(code))[:1] == base
    )
    for base in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
}
_FROM = "".join(_ACCENTS.values())
_TO = "".join(base.lower() * len(letters) for base, letters in _ACCENTS.items())


def fold(text: str) -> str:
    """Return a text as it is compared: small letters without accents, ß as ss."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def matches(columns: Sequence[Any], typed: str) -> ColumnElement[bool]:
    """Return the condition that every word typed stands in one of the columns."""
    whole = _Folded(func.concat_ws("\n", *columns))
    return and_(True, *(whole.contains(fold(word), autoescape=True) for word in typed.split()))


def add_search_functions(connection: sqlite3.Connection) -> None:
    """Give a SQLite connection what the searches need."""
    connection.create_function(FOLD, 1, _fold_or_none, deterministic=True)
    connection.create_function("concat_ws", -1, _concat_ws, deterministic=True)


def _fold_or_none(text: str | None) -> str | None:
    return None if text is None else fold(text)


def _concat_ws(separator: str, *parts: str | None) -> str:
    # SQLite has it only since 3.44.
    return separator.join(part for part in parts if part is not None)


class _Folded(FunctionElement[str]):
    """A text as it is compared."""

    type = String()
    inherit_cache = True


@compiles(_Folded, "sqlite")
def _fold_on_sqlite(element: _Folded, compiler: Any, **options: Any) -> str:
    return f"{FOLD}({compiler.process(element.clauses, **options)})"


@compiles(_Folded, "postgresql")
def _fold_on_postgresql(element: _Folded, compiler: Any, **options: Any) -> str:
    inner = compiler.process(element.clauses, **options)
    return f"replace(lower(translate({inner}, '{_FROM}', '{_TO}')), 'ß', 'ss')"
