"""Messages for many people at once: one INSERT … SELECT, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from webinars.database.changed_rows import count_changed
from webinars.database.engine import is_sqlite
from webinars.models.message import Message


def insert_messages(session: Session, values: Mapping[str, Any], people: Select[Any]) -> int:
    """Insert a message for each row of a question, except those asked for before; return how many.

    :param values: column to expression or plain value; of the question's tables or constant.
    :param people: which rows; it must have a WHERE, or SQLite takes ON for a join.
    """
    columns = Message.__table__.c
    chosen = {
        name: value
        if isinstance(value, (ColumnElement, InstrumentedAttribute))
        else literal(value, columns[name].type)
        for name, value in values.items()
    }
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    question = people.with_only_columns(*chosen.values(), maintain_column_froms=True)
    statement = (
        insert(Message)
        .from_select(list(chosen), question, include_defaults=False)
        .on_conflict_do_nothing()
    )
    return count_changed(session, statement)


def new_message_id(domain: str) -> ColumnElement[str]:
    """Return an expression that makes a new Message-ID for every row."""
    chance: ColumnElement[str] = (
        func.lower(func.hex(func.randomblob(16)), type_=String)
        if is_sqlite()
        else cast(func.gen_random_uuid(), String)
    )
    return literal("<") + chance + literal(f"@{domain}>")
