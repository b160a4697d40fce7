"""Bringing webinars into line with a programme file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session, object_session

from webinars.models.webinar import AgendaItem, Webinar, WebinarState
from webinars.queries.programme import ProgrammeRows
from webinars.rules.programme import (
    AgendaEntry,
    Columns,
    Reference,
    Schedule,
    SpeakerEntry,
    WebinarEntry,
)
from webinars.steps.changes import announce_cancellation, announce_move
from webinars.steps.programme_rows import (
    Tally,
    found,
    link,
    reminder_columns,
    write,
    write_list,
    write_reminders,
)
from webinars.steps.schedules import keep_schedule
from webinars.steps.speakers import write_speakers
from webinars.steps.waiting_list import promote_waiting

_REGISTRATION_TIMES = ("opens_at", "closes_at")


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
            before, old_end = (row.schedule_version, row.state), row.ends_at
            changed = bool(change_webinar(row, entry, schedules[entry.key], rows))
            if changed:
                row.changed_at = now
            if row.schedule_version != before[0]:
                session.flush()
                _announce(session, row, before[1], old_end, now)
            _fill_free_seats(row, now)
            tally.count(created=False, changed=changed)


def schedule_of(row: Webinar) -> Schedule:
    """Return the schedule that a webinar has."""
    return Schedule(**{name: getattr(row, name) for name in Schedule.__dataclass_fields__})


def _create(
    session: Session, entry: WebinarEntry, schedule: Schedule, rows: ProgrammeRows, now: datetime
) -> Webinar:
    texts: Columns = {"teasers": {}, "descriptions": {}}
    columns = {"state": WebinarState.PUBLISHED, **texts, **entry.columns, **asdict(schedule)}
    if columns["state"] == WebinarState.CANCELLED:
        columns["cancelled_at"] = now
    if columns["state"] == WebinarState.PUBLISHED:
        columns["published_at"] = now
    series = rows.series[_key(entry.series)]
    row = Webinar(key=entry.key, series=series, changed_at=now, **columns)
    row.hosts = list(series.hosts)
    session.add(row)
    return row


def _announce(
    session: Session, row: Webinar, state: WebinarState, old_end: datetime, now: datetime
) -> None:
    """Tell those who registered what they would be told if an organiser had done it."""
    if row.state == WebinarState.PUBLISHED == state:
        announce_move(session, row, now=now, old_end=old_end)
    elif row.state == WebinarState.CANCELLED and state == WebinarState.PUBLISHED:
        row.cancelled_at = now
        announce_cancellation(session, row, now=now)
    else:
        row.cancelled_at = now if row.state == WebinarState.CANCELLED else None
        if row.state == WebinarState.PUBLISHED:
            row.published_at = now
        keep_schedule(session, row, now=now)


def change_webinar(
    row: Webinar, entry: WebinarEntry, schedule: Schedule, rows: ProgrammeRows
) -> list[str]:
    """Bring one webinar into line, without telling anybody; return the names of what differed.

    The time of a draft is part of what its hosts agree on; a published webinar is moved.
    """
    agreed_on = row.state == WebinarState.DRAFT
    times = asdict(schedule)
    columns = {**entry.columns, **{name: times.pop(name) for name in _REGISTRATION_TIMES}}
    columns["series"] = rows.series[_key(entry.series)]
    state = columns.pop("state", row.state)
    rescheduled = {"times": write(row, times), "state": write(row, {"state": state})}
    revised = {name: write(row, {name: value}) for name, value in columns.items()}
    revised |= _write_parts(row, entry, rows)
    row.schedule_version += any(rescheduled.values())
    row.revision += any(revised.values()) or (agreed_on and rescheduled["times"])
    return [name for name, differs in {**rescheduled, **revised}.items() if differs]


def _fill_free_seats(row: Webinar, now: datetime) -> None:
    # More seats than before are first of all for those who wait.
    session = object_session(row)
    if session is not None and row.seats_free > 0:
        session.flush()
        promote_waiting(session, row.id, now=now)
        session.refresh(row, ["seats_taken"])


def _write_parts(row: Webinar, entry: WebinarEntry, rows: ProgrammeRows) -> dict[str, bool]:
    changes = {}
    if entry.hosts is not None:
        changes["hosts"] = link(row, "hosts", found(entry.hosts, rows.hosts))
    if entry.topics is not None:
        changes["topics"] = link(row, "topics", found(entry.topics, rows.topics))
    if entry.agenda is not None:
        wanted = [_with_organisation(item, rows) for item in entry.agenda]
        changes["agenda"] = write_list(row.agenda, AgendaItem, wanted)
    if entry.speakers is not None:
        wanted = [_with_organisation(speaker, rows) for speaker in entry.speakers]
        changes["speakers"] = write_speakers(row.speakers, wanted)
    if entry.reminders is not None:
        wanted = reminder_columns(entry.reminders)
        changes["reminders"] = write_reminders(row.reminders, wanted)
    return changes


def _with_organisation(entry: AgendaEntry | SpeakerEntry, rows: ProgrammeRows) -> Columns:
    key = _key(entry.organisation)
    return {
        **entry.columns,
        "host": rows.hosts.get(key),
        "organisation": rows.organisations.get(key),
    }


def _key(reference: Reference | None) -> str:
    return "" if reference is None else reference.key
