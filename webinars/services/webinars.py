"""Webinars, as organisers create and edit them; moving and cancelling are acts of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.conflicts import begins_anew
from webinars.database.engine import transaction
from webinars.errors import ChangeRefusedError, SeatsTakenError, StaleRevisionError
from webinars.languages import pick
from webinars.models.host import KEY_LENGTH, Host
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series, Topic
from webinars.models.webinar import AgendaItem, Webinar, WebinarState
from webinars.queries.memberships import get_series_of, get_webinar_of
from webinars.queries.proposals import list_asked_hosts
from webinars.queries.reminders import list_rules
from webinars.rules.due_times import due_time
from webinars.rules.keys import free_key, key_from
from webinars.rules.programme import Columns
from webinars.rules.proposals import proposed
from webinars.rules.reminder_changes import refusal_of_change
from webinars.steps.audit import actor_of, changes_since, told_values, write_audit
from webinars.steps.editing import choose_hosts, flush_key, named_rules, rows_by_key
from webinars.steps.occurrences import plan_webinar
from webinars.steps.programme_rows import link, write, write_list, write_reminders
from webinars.steps.proposals import propose, tell_teams
from webinars.steps.schedules import keep_schedule
from webinars.steps.speakers import write_speakers
from webinars.steps.waiting_list import promote_waiting


@dataclass(frozen=True, kw_only=True)
class WebinarDetails:
    """What an organiser says of a webinar."""

    revision: int
    """Of the webinar that was opened; 0 for a new one."""
    key: str
    """Empty: made from the title, or left as it is."""
    columns: Columns
    times: Columns
    """When it takes place; empty for one that is published: it is moved, not edited."""
    hosts: tuple[str, ...]
    topics: tuple[str, ...]
    agenda: tuple[Columns, ...]
    speakers: tuple[Columns, ...]
    reminders: tuple[Columns, ...]
    """Those that differ from the series; a new one has an empty key."""


def create_webinar(
    organiser: Organiser, series_key: str, details: WebinarDetails, *, now: datetime
) -> str:
    """Create a draft in a series; return its key.

    :raises NotFoundError: when the series, or none of the hosts, is the organiser's to change.
    :raises KeyTakenError: when another webinar has the key that was asked for.
    """
    with transaction() as session:
        series = get_series_of(organiser, series_key, Role.EDITOR)
        hosts = choose_hosts(session, organiser, details.hosts)
        topics = rows_by_key(session, Topic, details.topics)
        row = Webinar(
            key=_key(session, details),
            series_id=series.id,
            state=WebinarState.DRAFT,
            hosts=hosts,
            topics=topics,
            changed_at=now,
            **details.columns,
            **details.times,
        )
        _write_parts(row, series, details)
        session.add(row)
        flush_key(session, "webinars")
        keep_schedule(session, row, now=now)
        subject = ("webinar", row.id)
        write_audit(session, actor_of(organiser), "webinar.created", subject, now=now)
        return row.key


@begins_anew
def edit_webinar(organiser: Organiser, key: str, details: WebinarDetails, *, now: datetime) -> str:
    """Change a webinar, at once and without a mail to those who registered; return its key.

    More seats than before go to those who wait, and they are told. What is online and has other
    hosts keeps its title and the way to the meeting until they agree; they are told of the rest.

    :raises NotFoundError: when it is none of the organiser's webinars to change.
    :raises StaleRevisionError: when it has been changed or published since it was opened.
    :raises SeatsTakenError: when more people have a seat than there were to be seats.
    :raises KeyTakenError: when another webinar has the key that was asked for.
    :raises ProposalOpenError: when another host has proposed something that has no answer yet.
    """
    with transaction() as session:
        row = _locked(session, organiser, key)
        draft = row.state == WebinarState.DRAFT
        if details.revision != row.revision or (details.times and not draft):
            raise StaleRevisionError(key)
        if details.columns["capacity"] < row.seats_taken:
            raise SeatsTakenError(row.seats_taken)
        before = told_values(row)
        asked = list_asked_hosts(organiser, row) if row.state == WebinarState.PUBLISHED else []
        waiting = proposed(details.columns, row) if asked else {}
        if waiting:
            propose(session, organiser, row, waiting, now=now)
            kept = {name: getattr(row, name) for name in waiting}
            details = replace(details, columns={**details.columns, **kept})
        changed = _write(session, organiser, row, details, draft=draft)
        flush_key(session, "webinars")
        _conclude(session, organiser, row, changed, before, asked, now)
        return row.key


@begins_anew
def edit_reminders(
    organiser: Organiser, key: str, rules: Sequence[Columns], *, seen: int, now: datetime
) -> None:
    """Change the reminders of a webinar, as :func:`edit_webinar` does, and nothing else of it.

    :param rules: those that differ from the series; a new one has an empty key.
    :param seen: the revision that the organiser decided about.
    :raises NotFoundError: when it is none of the organiser's webinars to change.
    :raises StaleRevisionError: when it has been changed or published since it was opened.
    :raises ChangeRefusedError: when the moment of what changes has come, or would have come.
    """
    with transaction() as session:
        row = _locked(session, organiser, key)
        if seen != row.revision or row.state == WebinarState.CANCELLED:
            raise StaleRevisionError(key)
        values, before = told_values(row), _moments(row)
        asked = list_asked_hosts(organiser, row) if row.state == WebinarState.PUBLISHED else []
        written = _write_rules(row, row.series, rules)
        session.flush()
        after = _moments(row)
        for name in {*before, *after}:
            was, will = before.get(name), after.get(name)
            why = refusal_of_change(was and was[0], will and will[0], now) if was != will else None
            if why is not None:
                raise ChangeRefusedError(why)
        _conclude(session, organiser, row, ["reminders"] if written else [], values, asked, now)


def _moments(row: Webinar) -> dict[str, tuple[datetime | None, str, int | None]]:
    """Return when each reminder is due, to whom it goes and for how long it is of use."""
    return {
        rule.key: (due_time(rule, row), rule.audience, rule.useful_minutes)
        for rule in list_rules(row)
    }


def _conclude(
    session: Session,
    organiser: Organiser,
    row: Webinar,
    changed: Sequence[str],
    before: Columns,
    asked: Sequence[Host],
    now: datetime,
) -> None:
    """Let everything follow from what was changed, write it down and tell the other teams."""
    if not changed:
        return
    row.revision += 1
    row.changed_at = now
    if "times" in changed:
        row.schedule_version += 1
    keep_schedule(session, row, now=now)
    plan_webinar(session, row, now=now)
    promoted = promote_waiting(session, row.id, now=now)
    subject, actor = ("webinar", row.id), actor_of(organiser)
    act = {"changed": changed, "promoted": promoted, "values": changes_since(before, row)}
    write_audit(session, actor, "webinar.edited", subject, now=now, **act)
    tell_teams(session, asked, row, now=now)


def _locked(session: Session, organiser: Organiser, key: str) -> Webinar:
    # Nobody takes a seat until the new number of seats has been compared with those taken.
    session.execute(select(Webinar.id).where(Webinar.key == key).with_for_update())
    return get_webinar_of(organiser, key, Role.EDITOR)


def _write(
    session: Session, organiser: Organiser, row: Webinar, details: WebinarDetails, *, draft: bool
) -> list[str]:
    """Write what differs; return the names of what did."""
    with session.no_autoflush:
        key = {"key": details.key} if details.key and draft else {}
        hosts = row.hosts if not draft else choose_hosts(session, organiser, details.hosts)
        before = {name: getattr(row, name) for name in details.columns}
        changed = {
            "key": write(row, key),
            "times": write(row, details.times),
            "hosts": link(row, "hosts", hosts),
            "topics": link(row, "topics", rows_by_key(session, Topic, details.topics)),
            **_write_parts(row, row.series, details),
        }
        write(row, details.columns)
    names = [name for name, value in details.columns.items() if before[name] != value]
    return names + [name for name, differs in changed.items() if differs]


def _write_parts(row: Webinar, series: Series, details: WebinarDetails) -> dict[str, bool]:
    return {
        "agenda": write_list(row.agenda, AgendaItem, details.agenda),
        "speakers": write_speakers(row.speakers, details.speakers),
        "reminders": _write_rules(row, series, details.reminders),
    }


def _write_rules(row: Webinar, series: Series, wanted: Sequence[Columns]) -> bool:
    inherited = [rule.key for rule in series.reminders]
    own = [rule.key for rule in row.reminders]
    return write_reminders(row.reminders, named_rules(wanted, [*inherited, *own], ()))


def _key(session: Session, details: WebinarDetails) -> str:
    if details.key:
        return details.key
    suggested = key_from(pick(details.columns["titles"], "en"), KEY_LENGTH) or "webinar"
    return free_key(suggested, set(session.scalars(select(Webinar.key))))
