"""What editing a series and editing a webinar have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.errors import KeyTakenError, NotFoundError
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Topic
from webinars.queries.memberships import list_hosts_of
from webinars.rules.keys import free_key
from webinars.rules.programme import Columns

NEW_RULE = "reminder"
"""What the key of a reminder begins with that an organiser has added."""

Keyed = TypeVar("Keyed", Host, Topic)


def rows_by_key(session: Session, model: type[Keyed], keys: Iterable[str]) -> list[Keyed]:
    """Return the rows of these keys; unknown ones are left out."""
    return list(session.scalars(select(model).where(model.key.in_(set(keys))).order_by(model.id)))


def flush_key(session: Session, table: str) -> None:
    """Write what is new; raises KeyTakenError when another row of this table has its key."""
    try:
        session.flush()
    except IntegrityError as error:
        # SQLite names the column, PostgreSQL the constraint.
        if any(name in str(error.orig) for name in (f"{table}.key", f"uq_{table}_key")):
            raise KeyTakenError from error
        raise


def choose_hosts(session: Session, organiser: Organiser, keys: Iterable[str]) -> list[Host]:
    """Return the hosts of these keys; raises NotFoundError when none is the organiser's."""
    hosts = rows_by_key(session, Host, keys)
    own = {host.id for host in list_hosts_of(organiser, Role.EDITOR)}
    if not any(host.id in own for host in hosts):
        raise NotFoundError
    return hosts


def named_rules(
    wanted: Sequence[Columns], known: Collection[str], taken: Collection[str]
) -> list[Columns]:
    """Return rules of reminders, each with a key of its own.

    :param known: keys that a rule may keep.
    :param taken: keys that a new rule must not get, because they mean another rule.
    """
    used: set[str] = set()
    named = []
    for columns in wanted:
        key = columns["key"]
        if key not in known or key in used:
            key = free_key(NEW_RULE, {*used, *known, *taken})
        used.add(key)
        named.append({**columns, "key": key})
    return named
