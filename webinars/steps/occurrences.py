"""Occurrences: the reminders of a webinar at their moments, in line with its rules and its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.database.upsert import insert_missing
from webinars.models.message import DropReason, Message, MessageState, Subject
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.reminder import Anchor, Reminder
from webinars.models.schedule import Schedule
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.reminders import list_rules
from webinars.rules.audiences import is_known
from webinars.rules.due_times import Window, window_of


class Cause(StrEnum):
    """Why an occurrence was dropped or missed."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    UNPUBLISHED = "unpublished"
    SWITCHED_OFF = "switched-off"
    NO_RECORDING = "no-recording"
    TOO_LATE = "too-late"


def plan_webinar(session: Session, webinar: Webinar, *, now: datetime) -> None:
    """Bring the occurrences of a webinar in line with its rules, its time and its state.

    Call it whenever one of these changes; calling it again changes nothing. What has been queued
    stays. A reminder whose moment is past is missed, unless it is still useful, was never queued
    and the webinar has not been moved since.
    """
    session.flush()
    known = list(session.scalars(select(Occurrence).where(Occurrence.webinar_id == webinar.id)))
    if webinar.state != WebinarState.PUBLISHED:
        cancelled = webinar.state == WebinarState.CANCELLED
        _drop(session, known, Cause.CANCELLED if cancelled else Cause.UNPUBLISHED)
        return
    wanted = _wanted(webinar)
    current = [each for each in known if each.version == webinar.schedule_version]
    _drop(session, [each for each in known if each not in current], Cause.MOVED)
    gone = [each for each in current if each.reminder_id not in wanted]
    untrue = [each for each in gone if each.tells_of_recording and not webinar.recording_url]
    _drop(session, untrue, Cause.NO_RECORDING)
    _drop(session, gone, Cause.SWITCHED_OFF)
    told_at = _told_at(session, webinar)
    rows = {each.reminder_id: each for each in current}
    for rule, window in wanted.values():
        row = rows.get(rule.id)
        if row is not None and _is_settled(row, rule, window, now):
            continue
        late = _is_late(window, now, told_at) or (
            window.due_at <= now and _was_queued(session, known, rule, window)
        )
        _write(session, webinar, rule, window, row, late=late)
    session.flush()


def _wanted(webinar: Webinar) -> dict[int | None, tuple[Reminder, Window]]:
    rules = list_rules(webinar)
    wanted: dict[int | None, tuple[Reminder, Window]] = {}
    for rule in rules:
        window = window_of(rule, webinar, rules)
        if window is not None and is_known(rule.audience, window.due_at, webinar.ends_at):
            wanted[rule.id] = (rule, window)
    return wanted


def _told_at(session: Session, webinar: Webinar) -> datetime | None:
    """Return since when a moved webinar has its present time; None when it was never moved."""
    rows = session.execute(
        select(Schedule.version, Schedule.created_at).where(Schedule.webinar_id == webinar.id)
    ).all()
    held = {row.version: row.created_at for row in rows}
    earlier = any(version < webinar.schedule_version for version in held)
    return held.get(webinar.schedule_version) if earlier else None


def _is_late(window: Window, now: datetime, told_at: datetime | None) -> bool:
    moved_past_it = told_at is not None and window.due_at <= told_at
    return window.useful_until <= now or moved_past_it


def _is_settled(row: Occurrence, rule: Reminder, window: Window, now: datetime) -> bool:
    """Tell whether planning leaves an occurrence alone: only its queueing makes it missed.

    One that was missed after the last day of a recording is there again when that day is later.
    """
    if row.state == OccurrenceState.PLANNED:
        same_window = (row.due_at, row.useful_until) == (window.due_at, window.useful_until)
        same_words = row.tells_of_recording == (rule.anchor == Anchor.RECORDING)
        return same_window and same_words and row.audience == rule.audience
    useful_again = rule.anchor == Anchor.RECORDING and window.useful_until > now
    missed = row.state == OccurrenceState.MISSED and window.due_at <= now
    return row.state == OccurrenceState.QUEUED or (missed and not useful_again)


def _was_queued(
    session: Session, known: Sequence[Occurrence], rule: Reminder, window: Window
) -> bool:
    """Tell whether this reminder, or a later one for the same people, has been queued before."""
    queued = [each for each in known if each.state == OccurrenceState.QUEUED]
    if any(each.audience == rule.audience and each.due_at >= window.due_at for each in queued):
        return True
    ids = [each.reminder_id for each in queued if each.reminder_id is not None]
    same = exists().where(Reminder.id.in_(ids), Reminder.key == rule.key)
    return bool(ids) and bool(session.scalar(select(same)))


def _write(
    session: Session,
    webinar: Webinar,
    rule: Reminder,
    window: Window,
    row: Occurrence | None,
    *,
    late: bool,
) -> None:
    values = {
        "audience": rule.audience,
        "tells_of_recording": rule.anchor == Anchor.RECORDING,
        "due_at": window.due_at,
        "useful_until": window.useful_until,
        "state": OccurrenceState.MISSED if late else OccurrenceState.PLANNED,
        "reason": Cause.TOO_LATE if late else "",
    }
    if row is None:
        keys = {
            "reminder_id": rule.id,
            "webinar_id": webinar.id,
            "version": webinar.schedule_version,
        }
        insert_missing(session, Occurrence, {**keys, **values})
    elif any(getattr(row, name) != value for name, value in values.items()):
        # Only what is not queued in the meantime: a planner may be at it.
        waiting = (Occurrence.id == row.id, Occurrence.state != OccurrenceState.QUEUED)
        if count_changed(session, update(Occurrence).where(*waiting).values(values)):
            _shift_messages(session, row.id, window)
        session.refresh(row)


def _shift_messages(session: Session, occurrence_id: int, window: Window) -> None:
    """Let what was queued ahead of its occurrence leave at the new moment, carried or not."""
    carried = and_(Message.state == MessageState.DROPPED, Message.reason == DropReason.MERGED)
    session.execute(
        update(Message)
        .where(
            Message.subject_type == Subject.OCCURRENCE,
            Message.subject_id == occurrence_id,
            or_(Message.state == MessageState.QUEUED, carried),
        )
        .values(due_at=window.due_at, useful_until=window.useful_until)
        .execution_options(synchronize_session=False)
    )


def _drop(session: Session, rows: Sequence[Occurrence], cause: Cause) -> None:
    planned = [row for row in rows if row.state == OccurrenceState.PLANNED]
    if not planned:
        return
    session.execute(
        update(Occurrence)
        .where(
            Occurrence.id.in_([row.id for row in planned]),
            Occurrence.state == OccurrenceState.PLANNED,
        )
        .values(state=OccurrenceState.DROPPED, reason=cause)
        .execution_options(synchronize_session=False)
    )
    for row in planned:
        session.refresh(row)
