"""The programme: loaded from a file, and written to one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.documents.programme_checks import check_programme
from webinars.documents.programme_dump import write_programme
from webinars.documents.programme_file import read_programme
from webinars.documents.programme_mistakes import Mistakes
from webinars.documents.programme_schedule import moved, plan_schedules
from webinars.models.reminder import Anchor, Audience
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.programme import (
    ProgrammeRows,
    list_programme,
    list_registered_webinars,
)
from webinars.rules.programme import Columns, Place, Programme, Schedule, WebinarEntry
from webinars.settings import current_settings
from webinars.steps.audit import write_audit
from webinars.steps.occurrences import plan_webinar
from webinars.steps.programme_people import store_people
from webinars.steps.programme_rows import (
    Tally,
    store_hosts,
    store_notice,
    store_organisations,
    store_regions,
    store_series,
    store_topics,
)
from webinars.steps.programme_webinars import schedule_of, store_webinars

_RULE: Columns = {"anchor": Anchor.START, "audience": Audience.CONFIRMED}
_TO_SPEAKERS: Columns = {**_RULE, "audience": Audience.SPEAKERS}

DEFAULT_LADDER: tuple[Columns, ...] = (
    {**_RULE, "key": "week", "offset_days": -7},
    {**_RULE, "key": "day", "offset_days": -1, "at_time": "09:00"},
    {**_RULE, "key": "hour", "offset_minutes": -60},
    {**_TO_SPEAKERS, "key": "speakers-week", "offset_days": -7},
    {**_TO_SPEAKERS, "key": "speakers-day", "offset_days": -1, "at_time": "09:00"},
    {**_TO_SPEAKERS, "key": "speakers-hour", "offset_minutes": -60},
)
"""Reminders of a new series that names none: a week, a day and an hour before."""


_CALLED_OFF = (WebinarState.PUBLISHED, WebinarState.CANCELLED)
"""The one change of state that people who registered can be told."""


def load_programme(data: bytes, *, now: datetime) -> Tally:
    """Store what a programme file says; write only what differs and remove nothing.

    :param data: content of the file.
    :raises ProgrammeFileError: naming every mistake with its line; nothing is stored then.
    """
    mistakes = Mistakes()
    programme = read_programme(data, mistakes)
    _check_people(programme, mistakes)
    with transaction() as session:
        _hold_webinars(session)
        rows = list_programme()
        check_programme(programme, rows, mistakes)
        schedules = _plan(programme, rows, mistakes, now)
        mistakes.refuse()
        with session.no_autoflush:
            tally = _store(session, programme, schedules, rows, now)
        _store_people(session, programme, rows, mistakes, tally, now)
        for webinar in rows.webinars.values():
            plan_webinar(session, webinar, now=now)
        if tally.created or tally.changed:
            write_audit(
                session,
                "operator",
                "programme.loaded",
                ("programme", None),
                now=now,
                created=tally.created,
                changed=tally.changed,
                unchanged=tally.unchanged,
            )
        return tally


def dump_programme() -> str:
    """Return the stored programme as a file that can be loaded; without attendees."""
    return write_programme(list_programme())


def _check_people(programme: Programme, mistakes: Mistakes) -> None:
    if programme.attendees and not current_settings().demo:
        first = programme.attendees[0].place
        sentence = gettext("People are never loaded from a file; they register themselves.")
        mistakes.add(Place("attendees", first.line), sentence)


def _hold_webinars(session: Session) -> None:
    """Let nobody take a seat until the file has been compared with the seats taken."""
    session.execute(select(Webinar.id).order_by(Webinar.id).with_for_update()).all()


def _plan(
    programme: Programme, rows: ProgrammeRows, mistakes: Mistakes, now: datetime
) -> dict[str, Schedule]:
    registered = list_registered_webinars()
    schedules = plan_schedules(programme.webinars, rows.webinars, mistakes, now=now)
    for entry in programme.webinars:
        row = rows.webinars.get(entry.key)
        if row is None:
            continue
        _check_seats(entry, row, mistakes)
        if row.id in registered:
            _check_promised(entry, row, schedules.get(entry.key), mistakes, now)
    return schedules


def _check_seats(entry: WebinarEntry, row: Webinar, mistakes: Mistakes) -> None:
    if 0 < entry.columns["capacity"] < row.seats_taken:
        sentence = gettext("Places taken already: %(num)s.", num=row.seats_taken)
        mistakes.add(_below(entry, "capacity"), sentence)


def _check_promised(
    entry: WebinarEntry,
    row: Webinar,
    schedule: Schedule | None,
    mistakes: Mistakes,
    now: datetime,
) -> None:
    """Refuse what the people who registered cannot be told any more."""
    state = entry.columns.get("state") or row.state
    if schedule is not None and moved(schedule_of(row), schedule):
        place = entry.start.place if entry.start else entry.place
        if row.starts_at <= now or schedule.starts_at <= now:
            sentence = gettext(
                "People have registered for this webinar: it can only be moved before it begins,"
                " and to a time that lies ahead."
            )
            mistakes.add(place, sentence)
    if state != row.state and (row.state, state) != _CALLED_OFF:
        sentence = gettext(
            "People have registered for this webinar: it can be cancelled once, and nothing else."
        )
        mistakes.add(_below(entry, "state"), sentence)


def _below(entry: WebinarEntry, name: str) -> Place:
    return entry.places.get(name, entry.place)


def _store(
    session: Session,
    programme: Programme,
    schedules: Mapping[str, Schedule],
    rows: ProgrammeRows,
    now: datetime,
) -> Tally:
    tally = Tally()
    if programme.demo_notice is not None:
        store_notice(session, programme.demo_notice, rows, tally)
    store_regions(session, programme.regions, rows, tally)
    store_hosts(session, programme.hosts, rows, tally)
    store_topics(session, programme.topics, rows, tally)
    store_organisations(session, programme.organisations, rows, tally)
    store_series(session, programme.series, DEFAULT_LADDER, rows, tally)
    store_webinars(session, programme.webinars, schedules, rows, tally, now=now)
    return tally


def _store_people(
    session: Session,
    programme: Programme,
    rows: ProgrammeRows,
    mistakes: Mistakes,
    tally: Tally,
    now: datetime,
) -> None:
    session.flush()
    for place in store_people(session, programme.attendees, rows, tally, now=now):
        sentence = gettext("This webinar is not published, or it is full and has no waiting list.")
        mistakes.add(place, sentence)
    mistakes.refuse()
