"""Bringing rows into line with a programme file: what is equal is not written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from webinars.languages import Texts
from webinars.models.base import Base
from webinars.models.host import Host, Notice, Region
from webinars.models.organisation import Organisation
from webinars.models.reminder import Reminder
from webinars.models.series import Series, Topic
from webinars.queries.programme import ProgrammeRows
from webinars.rules.programme import (
    Columns,
    HostEntry,
    OrganisationEntry,
    Reference,
    RegionEntry,
    ReminderEntry,
    SeriesEntry,
    TopicEntry,
)

DEMO_NOTICE = "demo"
"""Key of the notice that a demo shows on every page."""

Row = TypeVar("Row", bound=Base)


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


Keyed = TypeVar("Keyed", bound=_Keyed)


@dataclass
class Tally:
    """How many entries were new, different, or already as the file says."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def count(self, *, created: bool, changed: bool) -> None:
        """Count one entry."""
        if created:
            self.created += 1
        elif changed:
            self.changed += 1
        else:
            self.unchanged += 1


def write(row: Base, columns: Mapping[str, Any]) -> bool:
    """Set the columns that differ; tell whether any did."""
    different = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def link(row: Base, name: str, wanted: Sequence[Keyed]) -> bool:
    """Set a relationship to these rows unless it holds them already, in whatever order."""
    if {each.key for each in getattr(row, name)} == {each.key for each in wanted}:
        return False
    setattr(row, name, list(wanted))
    return True


def found(references: Iterable[Reference], rows: Mapping[str, Row]) -> list[Row]:
    """Return the rows that the references name."""
    return [rows[reference.key] for reference in references]


def store_notice(session: Session, texts: Texts, rows: ProgrammeRows, tally: Tally) -> None:
    """Create or change the sentence of the demo."""
    row = rows.notices.get(DEMO_NOTICE)
    changed = row is not None and write(row, {"texts": texts})
    if row is None:
        session.add(Notice(key=DEMO_NOTICE, texts=texts))
    tally.count(created=row is None, changed=changed)


def store_regions(
    session: Session, entries: Sequence[RegionEntry], rows: ProgrammeRows, tally: Tally
) -> None:
    """Create and change regions; new ones come last unless the file says where."""
    positions = _positions([entry.key for entry in entries], rows.regions)
    for entry in entries:
        columns = {**entry.columns, "position": positions[entry.key]}
        _store(session, Region, entry.key, columns, rows.regions, tally)


def store_topics(
    session: Session, entries: Sequence[TopicEntry], rows: ProgrammeRows, tally: Tally
) -> None:
    """Create and change topics; new ones come last unless the file says where."""
    positions = _positions([entry.key for entry in entries], rows.topics)
    for entry in entries:
        columns = {**entry.columns, "position": positions[entry.key]}
        _store(session, Topic, entry.key, columns, rows.topics, tally)


def store_hosts(
    session: Session, entries: Sequence[HostEntry], rows: ProgrammeRows, tally: Tally
) -> None:
    """Create and change hosts."""
    for entry in entries:
        columns = {**entry.columns, **_region(entry.region, rows)}
        _store(session, Host, entry.key, columns, rows.hosts, tally)


def store_organisations(
    session: Session, entries: Sequence[OrganisationEntry], rows: ProgrammeRows, tally: Tally
) -> None:
    """Create and change organisations; without a country of their own they have their region's."""
    for entry in entries:
        columns = {**_region(entry.region, rows), **entry.columns}
        if "country" not in columns:
            columns["country"] = columns["region"].country
        _store(session, Organisation, entry.key, columns, rows.organisations, tally)


def store_series(
    session: Session,
    entries: Sequence[SeriesEntry],
    ladder: Sequence[Columns],
    rows: ProgrammeRows,
    tally: Tally,
) -> None:
    """Create and change series.

    :param ladder: the reminders of a new series whose entry names none; each with its key.
    """
    for entry in entries:
        row = rows.series.get(entry.key)
        created = row is None
        if row is None:
            row = rows.series[entry.key] = Series(key=entry.key, **entry.columns)
            session.add(row)
        changes = [write(row, entry.columns), link(row, "hosts", found(entry.hosts, rows.hosts))]
        if entry.topics is not None:
            changes.append(link(row, "topics", found(entry.topics, rows.topics)))
        if entry.reminders is not None:
            changes.append(write_reminders(row.reminders, reminder_columns(entry.reminders)))
        elif created:
            write_reminders(row.reminders, ladder)
        tally.count(created=created, changed=any(changes))


def reminder_columns(entries: Sequence[ReminderEntry]) -> list[Columns]:
    """Return the columns of reminders, their keys among them."""
    return [{"key": entry.key, **entry.columns} for entry in entries]


def write_reminders(rows: list[Reminder], wanted: Sequence[Columns]) -> bool:
    """Bring the reminders of one owner into line, by key; tell whether anything changed."""
    known = {row.key: row for row in rows}
    kept = {columns["key"] for columns in wanted}
    changes = []
    for row in [row for row in rows if row.key not in kept]:
        rows.remove(row)
        changes.append(True)
    for position, columns in enumerate(wanted):
        values = {**columns, "position": position}
        if columns["key"] in known:
            changes.append(write(known[columns["key"]], values))
        else:
            rows.append(Reminder(**values))
            changes.append(True)
    return any(changes)


def write_list(rows: list[Row], model: type[Row], wanted: Sequence[Columns]) -> bool:
    """Bring an ordered list into line, row by row; tell whether anything changed."""
    changes = [len(rows) != len(wanted)]
    del rows[len(wanted) :]
    for position, columns in enumerate(wanted):
        values = {**columns, "position": position}
        if position < len(rows):
            changes.append(write(rows[position], values))
        else:
            rows.append(model(**values))
    return any(changes)


def _region(reference: Reference | None, rows: ProgrammeRows) -> Columns:
    return {} if reference is None else {"region": rows.regions[reference.key]}


def _store(
    session: Session,
    model: type[Row],
    key: str,
    columns: Columns,
    rows: dict[str, Row],
    tally: Tally,
) -> None:
    row = rows.get(key)
    if row is None:
        rows[key] = model(key=key, **columns)
        session.add(rows[key])
        tally.count(created=True, changed=False)
    else:
        tally.count(created=False, changed=write(row, columns))


def _positions(keys: Sequence[str], rows: Mapping[str, Region | Topic]) -> dict[str, int]:
    """Return the position of each key: those known change places with each other at most.

    So the file decides about the order of what it names, and everything else stays where it is.
    """
    following = max((row.position for row in rows.values()), default=-1) + 1
    taken: list[int] = []
    for key in keys:
        if key in rows:
            taken.append(rows[key].position)
        else:
            taken.append(following)
            following += 1
    return dict(zip(keys, sorted(taken), strict=True))
