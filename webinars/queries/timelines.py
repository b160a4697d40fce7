"""What a webinar's reminders are going to do, and have done: when each is sent, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Audience, Reminder
from webinars.models.webinar import SpeakerDesk, Webinar, WebinarState
from webinars.queries.joined import registered_before
from webinars.queries.reminders import list_rules, select_people
from webinars.queries.speakers import select_reminded
from webinars.rules.audiences import is_known
from webinars.rules.due_times import Window, window_of
from webinars.rules.programme import Columns

RESTING = "resting"
"""State of a reminder whose people or moment nobody can know yet."""

_LEFT_OUT = (OccurrenceState.DROPPED, OccurrenceState.MISSED)

UNPUBLISHED = "unpublished"
"""State of a reminder that is planned once its webinar is published."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One reminder of a webinar at its moment."""

    rule: Reminder
    audience: Audience
    """Whom it goes to, or went to."""
    window: Window | None
    """None: its moment is not known."""
    state: str
    """An :class:`OccurrenceState`, RESTING or UNPUBLISHED."""
    reason: str
    """Why it was dropped or missed."""
    people: Select[Any] | None
    """The question who gets it as things stand, or for whom it was queued; None: nobody can tell.

    It joins attendees, or desks of speakers.
    """
    queued: bool
    """Whether its messages are made."""
    languages: dict[str, int]
    """How many people get it, by their language."""
    outcomes: dict[MessageState, int]
    """What became of its messages."""

    @property
    def total(self) -> int:
        """How many people get it."""
        return sum(self.languages.values())


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who gets a reminder."""

    name: str
    organisation: str
    email: str
    language: str
    time_zone: str


def get_planned_webinar(key: str) -> Webinar:
    """Return a webinar in whatever state, for the operator; raises NotFoundError."""
    found = session().scalar(select(Webinar).where(Webinar.key == key))
    if found is None:
        raise NotFoundError(key)
    return found


def list_timeline(webinar: Webinar) -> list[Entry]:
    """Return the reminders that hold for a webinar in the order of their moments."""
    return sorted(_entries(webinar), key=by_moment)


def get_entry(webinar: Webinar, key: str) -> Entry:
    """Return the reminder of this key; raises NotFoundError."""
    found = next(_entries(webinar, key), None)
    if found is None:
        raise NotFoundError(key)
    return found


def entry_of(webinar: Webinar, columns: Columns) -> Entry:
    """Return a reminder as it would be if the webinar had it so; nothing is stored."""
    rule = Reminder(**columns)
    others = [each for each in list_rules(webinar) if each.key != rule.key]
    return _entry(webinar, rule, window_of(rule, webinar, [*others, rule]), None)


def seen_by(entry: Entry, webinar: Webinar, joined_at: datetime | None) -> Entry:
    """Return a reminder with those only who registered since a host joined; None: with all.

    Speakers are everybody's: the page names them.
    """
    if entry.people is None or joined_at is None or entry.audience == Audience.SPEAKERS:
        return entry
    before = registered_before(webinar.id, joined_at, of=Attendee.id)
    people = entry.people.where(~before.correlate(Attendee))
    return replace(entry, people=people, languages=_count(people, Attendee.language))


def list_readers(
    entry: Entry, *, skip: int = 0, limit: int | None = None
) -> list[tuple[Reader, Message | None]]:
    """Return who gets a reminder, by address, each with the message once it is made."""
    if entry.people is None:
        return []
    kind = _reader_kind(entry.audience)
    ordered = entry.people.order_by(kind.email, kind.id).offset(skip).limit(limit)
    if entry.queued:
        rows = session().execute(ordered.with_only_columns(kind, Message))
        return [(reader_of(row[0]), row[1]) for row in rows]
    return [(reader_of(row), None) for row in session().scalars(ordered.with_only_columns(kind))]


def count_left_out(webinar: Webinar, entry: Entry) -> int:
    """Return how many of those with a place do not get a reminder that is still to be sent.

    They came too late, want no reminders, or have an address that refuses.
    """
    if entry.people is None or entry.queued or entry.rule.audience != Audience.CONFIRMED:
        return 0
    seated = select(func.count()).where(
        Registration.webinar_id == webinar.id, Registration.state == RegistrationState.CONFIRMED
    )
    return (session().scalar(seated) or 0) - entry.total


def _entries(webinar: Webinar, key: str | None = None) -> Iterator[Entry]:
    """Return the reminders of a webinar in any order, or the one of this key."""
    rules = list_rules(webinar)
    rows = session().scalars(
        select(Occurrence).where(
            Occurrence.webinar_id == webinar.id, Occurrence.version == webinar.schedule_version
        )
    )
    known = {row.reminder_id: row for row in rows}
    for rule in rules:
        if key in {None, rule.key}:
            yield _entry(webinar, rule, window_of(rule, webinar, rules), known.get(rule.id))


def by_moment(entry: Entry) -> tuple[bool, float, str]:
    """Return what sorts reminders by their moments; unknown ones come last."""
    moment = entry.window.due_at.timestamp() if entry.window else 0
    return entry.window is None, moment, entry.rule.key


def _entry(
    webinar: Webinar, rule: Reminder, window: Window | None, row: Occurrence | None
) -> Entry:
    state, reason = _state(webinar, rule, window, row)
    queued = row is not None and row.state == OccurrenceState.QUEUED
    people: Select[Any] | None = None
    if row is not None and queued:
        people = _queued_for(row)
        window = Window(due_at=row.due_at, useful_until=row.useful_until)
    elif window is not None and state in {OccurrenceState.PLANNED, UNPUBLISHED}:
        people = _select_readers(webinar.id, rule, window.due_at)
    audience = row.audience if row is not None and queued else rule.audience
    return Entry(
        rule=rule,
        audience=audience,
        window=window,
        state=state,
        reason=reason,
        people=people,
        queued=queued,
        languages=_count(people, _reader_kind(audience).language),
        outcomes=_count(people, Message.state) if queued else {},
    )


def _state(
    webinar: Webinar, rule: Reminder, window: Window | None, row: Occurrence | None
) -> tuple[str, str]:
    waits_again = window is None and row is not None and row.state in _LEFT_OUT
    if row is not None and not waits_again:
        return row.state.value, row.reason
    if window is None or not is_known(rule.audience, window.due_at, webinar.ends_at):
        return RESTING, ""
    return (
        UNPUBLISHED if webinar.state == WebinarState.DRAFT else OccurrenceState.PLANNED.value
    ), ""


def _select_readers(webinar_id: int, rule: Reminder, due_at: datetime) -> Select[Any]:
    if rule.audience == Audience.SPEAKERS:
        return select_reminded(webinar_id, due_at)
    return select_people(webinar_id, rule.audience, due_at)


def _queued_for(occurrence: Occurrence) -> Select[Any]:
    if occurrence.audience == Audience.SPEAKERS:
        return (
            select(SpeakerDesk)
            .join(Message, Message.subject_id == SpeakerDesk.id)
            .where(
                Message.kind == MessageKind.SPEAKER_REMINDER,
                Message.subject_type == Subject.SPEAKER,
                Message.version == occurrence.id,
            )
        )
    return (
        select(Attendee)
        .join(Message, Message.attendee_id == Attendee.id)
        .where(
            Message.kind == MessageKind.REMINDER,
            Message.subject_type == Subject.OCCURRENCE,
            Message.subject_id == occurrence.id,
        )
    )


def _reader_kind(audience: Audience) -> Any:
    return SpeakerDesk if audience == Audience.SPEAKERS else Attendee


def reader_of(row: Attendee | SpeakerDesk) -> Reader:
    """Return a person as somebody who gets a reminder."""
    if isinstance(row, Attendee):
        name, organisation, zone = row.full_name, row.organisation_name, row.time_zone
    else:
        speaker = row.speaker
        owner = speaker.host or speaker.organisation
        name, organisation = speaker.name, owner.name if owner else ""
        zone = speaker.webinar.time_zone
    return Reader(
        name=name,
        organisation=organisation,
        email=row.email,
        language=row.language,
        time_zone=zone,
    )


def _count(people: Select[Any] | None, column: Any) -> dict[Any, int]:
    if people is None:
        return {}
    counted = people.with_only_columns(column, func.count()).group_by(column).order_by(None)
    return dict(sorted((row[0], row[1]) for row in session().execute(counted)))
