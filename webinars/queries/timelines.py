"""What a webinar's reminders are going to do: when each is sent, and to whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, Subject
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Registration
from webinars.models.reminder import Audience, Reminder
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.reminders import list_rules, select_people
from webinars.rules.audiences import is_known
from webinars.rules.due_times import Window, window_of

RESTING = "resting"
"""State of a reminder whose people or moment nobody can know yet."""

UNPUBLISHED = "unpublished"
"""State of a reminder that is planned once its webinar is published."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One reminder of a webinar at its moment."""

    key: str
    audience: Audience
    window: Window | None
    """None: its moment is not known."""
    state: str
    """An :class:`OccurrenceState`, RESTING or UNPUBLISHED."""
    reason: str
    """Why it was dropped or missed."""
    people: tuple[Attendee, ...]
    """Who gets it as things stand, or whom it was queued for; by address."""

    @property
    def languages(self) -> dict[str, int]:
        """How many people get it in each language."""
        return dict(sorted(Counter(person.language for person in self.people).items()))


def get_planned_webinar(key: str) -> Webinar:
    """Return a webinar in whatever state, for the operator; raises NotFoundError."""
    found = session().scalar(select(Webinar).where(Webinar.key == key))
    if found is None:
        raise NotFoundError(key)
    return found


def list_timeline(webinar: Webinar) -> list[Entry]:
    """Return the reminders that hold for a webinar in the order of their moments."""
    rules = list_rules(webinar)
    rows = session().scalars(
        select(Occurrence).where(
            Occurrence.webinar_id == webinar.id, Occurrence.version == webinar.schedule_version
        )
    )
    known = {row.reminder_id: row for row in rows}
    entries = [_entry(webinar, rule, window_of(rule, webinar, rules), known) for rule in rules]
    return sorted(entries, key=_moment)


def _moment(entry: Entry) -> tuple[bool, float, str]:
    moment = entry.window.due_at.timestamp() if entry.window else 0
    return entry.window is None, moment, entry.key


def _entry(
    webinar: Webinar, rule: Reminder, window: Window | None, known: dict[int | None, Occurrence]
) -> Entry:
    row = known.get(rule.id)
    state, reason = _state(webinar, rule, window, row)
    people: tuple[Attendee, ...] = ()
    if row is not None and row.state == OccurrenceState.QUEUED:
        people = _queued_for(row)
        window = Window(due_at=row.due_at, useful_until=row.useful_until)
    elif window is not None and state in {OccurrenceState.PLANNED, UNPUBLISHED}:
        people = _going_to(webinar, rule.audience, window.due_at)
    return Entry(
        key=rule.key,
        audience=rule.audience,
        window=window,
        state=state,
        reason=reason,
        people=people,
    )


def _state(
    webinar: Webinar, rule: Reminder, window: Window | None, row: Occurrence | None
) -> tuple[str, str]:
    if row is not None:
        return row.state.value, row.reason
    if window is None or not is_known(rule.audience, window.due_at, webinar.ends_at):
        return RESTING, ""
    return (
        UNPUBLISHED if webinar.state == WebinarState.DRAFT else OccurrenceState.PLANNED.value
    ), ""


def _queued_for(occurrence: Occurrence) -> tuple[Attendee, ...]:
    statement = (
        select(Attendee)
        .join(Message, Message.attendee_id == Attendee.id)
        .where(
            Message.kind == MessageKind.REMINDER,
            Message.subject_type == Subject.OCCURRENCE,
            Message.subject_id == occurrence.id,
        )
        .order_by(Attendee.email)
    )
    return tuple(session().scalars(statement))


def _going_to(webinar: Webinar, audience: Audience, due_at: datetime) -> tuple[Attendee, ...]:
    statement = (
        select_people(webinar.id, audience, due_at)
        .options(joinedload(Registration.attendee))
        .order_by(Attendee.email)
    )
    return tuple(registration.attendee for registration in session().scalars(statement))
