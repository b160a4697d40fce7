"""When those who wait for a recording are told of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from webinars.models.message import DropReason, Message, MessageState, Subject
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.webinar import Webinar
from webinars.queries.reminders import list_rules
from webinars.rules.due_times import Window, window_of
from webinars.settings import current_settings


def settle_recording(webinar: Webinar, *, now: datetime) -> None:
    """Let those who wait for the recording be told once the settle time is over.

    To be called after its address was entered or taken away, before the webinar is planned. One
    that is corrected is told at the same moment: the mail leads to the page, which shows it.
    """
    if not webinar.recording_url:
        webinar.recording_until = webinar.recording_due_at = None
    elif webinar.recording_due_at is None:
        webinar.recording_due_at = now + timedelta(seconds=current_settings().settle_seconds)


def tell_anew(session: Session, webinar: Webinar) -> None:
    """Bring what is queued of the recording in line with what stands there now.

    Who was left out because it had been taken away is told after all; who was told is not told
    again. To be called after the webinar was planned.
    """
    rules = list_rules(webinar)
    windows: dict[int | None, Window | None] = {
        rule.id: window_of(rule, webinar, rules) for rule in rules
    }
    queued = select(Occurrence).where(
        Occurrence.webinar_id == webinar.id,
        Occurrence.version == webinar.schedule_version,
        Occurrence.state == OccurrenceState.QUEUED,
        Occurrence.tells_of_recording,
    )
    for row in session.scalars(queued):
        window = windows.get(row.reminder_id)
        if window is not None and (row.due_at, row.useful_until) != (
            window.due_at,
            window.useful_until,
        ):
            row.due_at, row.useful_until = window.due_at, window.useful_until
            _shift(session, row.id, window)


def _shift(session: Session, occurrence_id: int, window: Window) -> None:
    left_out = and_(
        Message.state == MessageState.DROPPED, Message.reason == DropReason.NO_RECORDING
    )
    session.execute(
        update(Message)
        .where(
            Message.subject_type == Subject.OCCURRENCE,
            Message.subject_id == occurrence_id,
            or_(Message.state == MessageState.QUEUED, left_out),
            # What may have arrived is repeated as it was, or not at all.
            Message.ambiguous == 0,
        )
        .values(
            state=MessageState.QUEUED,
            reason="",
            settled_at=None,
            body=None,
            title="",
            due_at=window.due_at,
            useful_until=window.useful_until,
        )
        .execution_options(synchronize_session=False)
    )
