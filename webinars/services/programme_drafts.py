"""Drafts of a series, from a file that an organiser hands in: tried first, then stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.documents.programme_checks import check_programme
from webinars.documents.programme_file import read_content
from webinars.documents.programme_mistakes import Mistakes
from webinars.documents.programme_nodes import read_nodes
from webinars.documents.programme_schedule import plan_schedules
from webinars.documents.programme_sheet_reader import read_sheets
from webinars.errors import StaleRevisionError
from webinars.languages import Texts
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.memberships import get_series_of, list_hosts_of
from webinars.queries.programme import ProgrammeRows, list_programme
from webinars.rules.programme import Place, Programme, Schedule, WebinarEntry
from webinars.steps.audit import actor_of, changes_since, told_values, write_audit
from webinars.steps.editing import flush_key
from webinars.steps.occurrences import plan_webinar
from webinars.steps.programme_rows import Tally
from webinars.steps.programme_webinars import change_webinar, store_webinars
from webinars.steps.schedules import keep_schedule
from webinars.steps.seats import hold_series
from webinars.tokens import hash_of


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A webinar of the file, and what becomes of it."""

    key: str
    titles: Texts
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    created: bool
    changed: tuple[str, ...]
    """Names of what is different from what is stored; empty when nothing is."""
    revision: int
    """What is stored now; 0 for a new one."""


@dataclass(frozen=True, kw_only=True)
class Drafts:
    """All webinars of a file, in its order."""

    drafts: tuple[Draft, ...]

    @property
    def seen(self) -> str:
        """What changes when anything would become of the file that nobody has seen."""
        parts = (f"{each.key} {each.revision} {each.changed}" for each in self.drafts)
        return hash_of("\n".join(parts))

    @property
    def created(self) -> int:
        """How many are new."""
        return sum(each.created for each in self.drafts)

    @property
    def changed(self) -> int:
        """How many are stored otherwise."""
        return sum(bool(each.changed) for each in self.drafts)


def try_drafts(
    organiser: Organiser, series_key: str, data: bytes, *, sheet: bool, now: datetime
) -> Drafts:
    """Return what would become of the webinars of a file; store nothing.

    :param data: content of a programme file; or of an Excel file, when it is a ``sheet``.
    :raises NotFoundError: when the series is none of the organiser's to change.
    :raises ProgrammeFileError: naming every mistake with its line.
    """
    programme, mistakes = _read(data, series_key, sheet=sheet)
    with transaction() as session:
        found = _load(session, organiser, series_key, programme, mistakes, now=now)
        session.rollback()
        return found


def store_drafts(
    organiser: Organiser, series_key: str, data: bytes, *, sheet: bool, seen: str, now: datetime
) -> Drafts:
    """Create the new drafts of a file and change those that differ; nobody is told.

    :param seen: of what ``try_drafts`` has returned.
    :raises NotFoundError: when the series is none of the organiser's to change.
    :raises ProgrammeFileError: naming every mistake with its line; nothing is stored then.
    :raises StaleRevisionError: when something else would become of it by now; nothing is stored.
    :raises KeyTakenError: when somebody makes a webinar of the same key at the same moment.
    """
    programme, mistakes = _read(data, series_key, sheet=sheet)
    with transaction() as session:
        found = _load(session, organiser, series_key, programme, mistakes, now=now)
        if found.seen != seen:
            raise StaleRevisionError(series_key)
        return found


def _read(data: bytes, series_key: str, *, sheet: bool) -> tuple[Programme, Mistakes]:
    # Before the transaction: on SQLite nobody else writes while one is open.
    mistakes = Mistakes()
    content = read_sheets(data, series_key, mistakes) if sheet else read_nodes(data, mistakes)
    return read_content(content, mistakes), mistakes


def _load(
    session: Session,
    organiser: Organiser,
    series_key: str,
    programme: Programme,
    mistakes: Mistakes,
    *,
    now: datetime,
) -> Drafts:
    series = get_series_of(organiser, series_key, Role.EDITOR)
    hold_series(session, series.id)
    # Nobody publishes or changes one of them until the file has been compared with it.
    held = select(Webinar.id).where(Webinar.series_id == series.id).order_by(Webinar.id)
    session.execute(held.with_for_update()).all()
    rows = list_programme()
    check_programme(programme, rows, mistakes)
    own = {host.key for host in list_hosts_of(organiser, Role.EDITOR)}
    _check(programme, series_key, own, rows, mistakes)
    schedules = plan_schedules(programme.webinars, rows.webinars, mistakes, now=now)
    mistakes.refuse()
    with session.no_autoflush:
        return Drafts(
            drafts=tuple(_store(session, organiser, programme, schedules, rows, mistakes, now))
        )


def _check(
    programme: Programme,
    series_key: str,
    own: set[str],
    rows: ProgrammeRows,
    mistakes: Mistakes,
) -> None:
    others: tuple[_Placed, ...] = (
        *programme.regions,
        *programme.hosts,
        *programme.topics,
        *programme.organisations,
        *programme.series,
        *programme.attendees,
    )
    for other in others:
        sentence = gettext("Only webinars are read here; delete this part of the file.")
        mistakes.add(other.place, sentence)
    if not programme.webinars:
        mistakes.add(Place("webinars", 1), gettext("There is no webinar in this file."))
    for entry in programme.webinars:
        _check_entry(entry, series_key, own, rows, mistakes)


def _check_entry(
    entry: WebinarEntry, series_key: str, own: set[str], rows: ProgrammeRows, mistakes: Mistakes
) -> None:
    row = rows.webinars.get(entry.key)
    foreign = entry.series is not None and entry.series.key != series_key
    if foreign or (row is not None and row.series.key != series_key):
        sentence = gettext("This webinar belongs to another series; choose another key.")
        mistakes.add(entry.place, sentence)
    elif not all(own & hosts for hosts in _hosts(entry, row, rows.series[series_key])):
        mistakes.add(entry.place, gettext("None of its hosts is yours."))
    if row is None:
        state = entry.columns.setdefault("state", WebinarState.DRAFT)
        if state not in {None, WebinarState.DRAFT}:
            sentence = gettext("A file makes drafts; publish the webinar on its page.")
            mistakes.add(entry.places.get("state", entry.place), sentence)


def _hosts(entry: WebinarEntry, row: Webinar | None, series: Series) -> Iterator[set[str]]:
    """Yield the keys of the hosts that it has and of those that it shall have."""
    if row is not None:
        yield {host.key for host in row.hosts}
    elif entry.hosts is None:
        yield {host.key for host in series.hosts}
    if entry.hosts is not None:
        yield {reference.key for reference in entry.hosts}


def _store(
    session: Session,
    organiser: Organiser,
    programme: Programme,
    schedules: Mapping[str, Schedule],
    rows: ProgrammeRows,
    mistakes: Mistakes,
    now: datetime,
) -> list[Draft]:
    stored = {
        entry.key: rows.webinars[entry.key]
        for entry in programme.webinars
        if entry.key in rows.webinars
    }
    before = {key: told_values(row) for key, row in stored.items()}
    revisions = {key: row.revision for key, row in stored.items()}
    changed = _change(programme.webinars, schedules, rows, mistakes)
    mistakes.refuse()
    new = [entry for entry in programme.webinars if entry.key not in stored]
    store_webinars(session, new, schedules, rows, Tally(), now=now)
    flush_key(session, "webinars")
    drafts = []
    for entry in programme.webinars:
        row, names = rows.webinars[entry.key], changed.get(entry.key)
        if names:
            keep_schedule(session, row, now=now)
            details = {"changed": names, "promoted": 0}
            details["values"] = changes_since(before[entry.key], row)
            _write_down(session, organiser, row, "webinar.edited", now, **details)
        elif names is None:
            _write_down(session, organiser, row, "webinar.created", now)
        drafts.append(_draft(row, revisions.get(entry.key, 0), names))
    return drafts


def _change(
    entries: Sequence[WebinarEntry],
    schedules: Mapping[str, Schedule],
    rows: ProgrammeRows,
    mistakes: Mistakes,
) -> dict[str, list[str]]:
    """Change the webinars that there are; return what differed, by key."""
    changed = {}
    for entry in entries:
        row = rows.webinars.get(entry.key)
        if row is None:
            continue
        before = row.state
        changed[entry.key] = change_webinar(row, entry, schedules[entry.key], rows)
        if changed[entry.key] and not (before == row.state == WebinarState.DRAFT):
            sentence = gettext(
                "Only drafts are changed by a file. Publish, change, move or cancel this webinar on"
                " its page, and take it out of the file."
            )
            mistakes.add(entry.place, sentence)
    return changed


def _write_down(
    session: Session,
    organiser: Organiser,
    row: Webinar,
    act: str,
    now: datetime,
    **details: Any,
) -> None:
    row.changed_at = now
    plan_webinar(session, row, now=now)
    write_audit(session, actor_of(organiser), act, ("webinar", row.id), now=now, **details)


def _draft(row: Webinar, revision: int, changed: list[str] | None) -> Draft:
    return Draft(
        key=row.key,
        titles=row.titles,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        created=changed is None,
        changed=tuple(changed or ()),
        revision=revision,
    )
