"""INSERT that meets an existing row: both databases say it alike, SQLAlchemy does not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.models.base import Base

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_missing(
    session: Session, model: type[Base], values: dict[str, Any], index_where: Any = None
) -> int | None:
    """Insert a row unless a unique key forbids it; return its id, or None when it was there.

    :param index_where: condition of the partial unique index that may be met.
    """
    statement = _missing(model, _dialect(session), index_where)
    row = session.execute(statement, values).first()
    return None if row is None else int(row[0])


def insert_selected(
    session: Session, model: type[Base], names: Sequence[str], rows: Select[Any]
) -> int:
    """Insert what a question returns, without what a unique key forbids; return how many rows.

    :param names: of the columns, in the order of the question.
    :param rows: needs a condition, or SQLite takes ON CONFLICT for part of a join.
    """
    insert = _INSERTS[_dialect(session)](model)
    statement = insert.from_select(list(names), rows).on_conflict_do_nothing()
    return count_changed(session, statement)


def insert_or_update(
    session: Session,
    model: type[Base],
    values: dict[str, Any],
    keys: Sequence[str],
    keep: Sequence[str] = (),
) -> int:
    """Insert a row, or overwrite the one with the same unique keys; return its id either way.

    :param keep: columns that an existing row keeps.
    """
    statement = _merged(model, _dialect(session), tuple(values), tuple(keys), tuple(keep))
    return int(session.execute(statement, values).scalar_one())


# A statement for each model and not for each row: building one takes longer than sending it.


@cache
def _missing(model: type[Base], dialect: str, index_where: Any) -> Any:
    elements: list[str] | None = None
    if index_where is not None:
        elements = [column.name for column in _index_of(model, index_where).columns]
    statement = _INSERTS[dialect](model.__table__)
    statement = statement.on_conflict_do_nothing(index_elements=elements, index_where=index_where)
    return statement.returning(model.__table__.c.id)


@cache
def _merged(
    model: type[Base],
    dialect: str,
    names: tuple[str, ...],
    keys: tuple[str, ...],
    keep: tuple[str, ...],
) -> Any:
    statement = _INSERTS[dialect](model.__table__)
    given = statement.excluded
    changed = {name: given[name] for name in names if name not in {*keys, *keep}}
    statement = statement.on_conflict_do_update(index_elements=list(keys), set_=changed)
    return statement.returning(model.__table__.c.id)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _index_of(model: type[Base], where: Any) -> Any:
    for index in model.__table__.indexes:  # type: ignore[attr-defined]
        if index.unique and str(index.dialect_options["postgresql"]["where"]) == str(where):
            return index
    raise LookupError(f"{model.__name__} has no partial unique index with this condition")
