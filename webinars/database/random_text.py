"""Chance inside a statement: a fresh value for each row that one INSERT … SELECT makes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class random_hex(FunctionElement[str]):  # noqa: N801 - reads like a function of SQL
    """32 hexadecimal digits, different in every row."""

    type = String()
    inherit_cache = True


@compiles(random_hex, "sqlite")
def _on_sqlite(_element: random_hex, _compiler: Any, **_options: Any) -> str:
    return "lower(hex(randomblob(16)))"


@compiles(random_hex, "postgresql")
def _on_postgresql(_element: random_hex, _compiler: Any, **_options: Any) -> str:
    return "replace(CAST(gen_random_uuid() AS text), '-', '')"
