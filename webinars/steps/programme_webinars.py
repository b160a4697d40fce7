"""Bringing webinars into line with a programme file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session, object_session

from webinars.models.base import Base
from webinars.models.webinar import AgendaItem, Speaker, Webinar, WebinarState
from webinars.queries.programme import ProgrammeRows
from webinars.rules.programme import (
    AgendaEntry,
    Columns,
    Reference,
    Schedule,
    SpeakerEntry,
    WebinarEntry,
)
from webinars.steps.programme_rows import (
    Tally,
    found,
    link,
    reminder_columns,
    write,
    write_reminders,
)
from webinars.steps.schedules import keep_schedule
from webinars.steps.waiting_list import promote_waiting

_REGISTRATION_TIMES = ("opens_at", "closes_at")

Row = TypeVar("Row", bound=Base)


def store_webinars(
    session: Session,
    entries: Sequence[WebinarEntry],
    schedules: Mapping[str, Schedule],
    rows: ProgrammeRows,
    tally: Tally,
    *,
    now: datetime,
) -> None:
    """Create and change webinars.

    :param schedules: by key of the webinar.
    """
    for entry in entries:
        row = rows.webinars.get(entry.key)
        if row is None:
            row = _create(session, entry, schedules[entry.key], rows, now)
            _write_parts(row, entry, rows)
            keep_schedule(session, row, now=now)
            rows.webinars[entry.key] = row
            tally.count(created=True, changed=False)
        else:
            changed = _change(row, entry, schedules[entry.key], rows, now)
            keep_schedule(session, row, now=now)
            tally.count(created=False, changed=changed)


def schedule_of(row: Webinar) -> Schedule:
    """Return the schedule that a webinar has."""
    return Schedule(**{name: getattr(row, name) for name in Schedule.__dataclass_fields__})


def _create(
    session: Session, entry: WebinarEntry, schedule: Schedule, rows: ProgrammeRows, now: datetime
) -> Webinar:
    columns = {"state": WebinarState.PUBLISHED, **entry.columns, **asdict(schedule)}
    if columns["state"] == WebinarState.CANCELLED:
        columns["cancelled_at"] = now
    series = rows.series[_key(entry.series)]
    row = Webinar(key=entry.key, series=series, changed_at=now, **columns)
    row.hosts = list(series.hosts)
    session.add(row)
    return row


def _change(
    row: Webinar, entry: WebinarEntry, schedule: Schedule, rows: ProgrammeRows, now: datetime
) -> bool:
    times = asdict(schedule)
    columns = {**entry.columns, **{name: times.pop(name) for name in _REGISTRATION_TIMES}}
    rescheduled = [write(row, times), _write_state(row, columns.pop("state", row.state), now)]
    revised = [
        write(row, {**columns, "series": rows.series[_key(entry.series)]}),
        _write_parts(row, entry, rows),
    ]
    row.schedule_version += any(rescheduled)
    row.revision += any(revised)
    if any(rescheduled) or any(revised):
        row.changed_at = now
    _fill_free_seats(row, now)
    return any(rescheduled) or any(revised)


def _fill_free_seats(row: Webinar, now: datetime) -> None:
    # More seats than before are first of all for those who wait.
    session = object_session(row)
    if session is not None and row.seats_free > 0:
        session.flush()
        promote_waiting(session, row.id, now=now)
        session.refresh(row, ["seats_taken"])


def _write_state(row: Webinar, state: WebinarState, now: datetime) -> bool:
    if not write(row, {"state": state}):
        return False
    row.cancelled_at = now if state == WebinarState.CANCELLED else None
    return True


def _write_parts(row: Webinar, entry: WebinarEntry, rows: ProgrammeRows) -> bool:
    changes = []
    if entry.hosts is not None:
        changes.append(link(row, "hosts", found(entry.hosts, rows.hosts)))
    if entry.topics is not None:
        changes.append(link(row, "topics", found(entry.topics, rows.topics)))
    if entry.agenda is not None:
        wanted = [_with_organisation(item, rows) for item in entry.agenda]
        changes.append(_write_list(row.agenda, AgendaItem, wanted))
    if entry.speakers is not None:
        wanted = [_with_organisation(speaker, rows) for speaker in entry.speakers]
        changes.append(_write_list(row.speakers, Speaker, wanted))
    if entry.reminders is not None:
        changes.append(write_reminders(row.reminders, reminder_columns(entry.reminders)))
    return any(changes)


def _with_organisation(entry: AgendaEntry | SpeakerEntry, rows: ProgrammeRows) -> Columns:
    key = _key(entry.organisation)
    return {
        **entry.columns,
        "host": rows.hosts.get(key),
        "organisation": rows.organisations.get(key),
    }


def _write_list(rows: list[Row], model: type[Row], wanted: Sequence[Columns]) -> bool:
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


def _key(reference: Reference | None) -> str:
    return "" if reference is None else reference.key
