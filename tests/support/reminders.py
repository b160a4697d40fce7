"""Reminders at their moment, and what people did or do not want, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW, make_reminder, make_webinar
from tests.support.saving import save
from webinars.models.attendance import Attendance
from webinars.models.attendee import Attendee
from webinars.models.objection import ReminderObjection, Suppression, SuppressionReason
from webinars.models.occurrence import Occurrence
from webinars.models.registration import Registration
from webinars.models.reminder import Anchor, Audience
from webinars.settings import current_settings
from webinars.tokens import address_hash

RULE: dict[str, Any] = {
    "key": "",
    "active": True,
    "anchor": Anchor.START,
    "offset_minutes": -30,
    "offset_days": None,
    "at_time": None,
    "audience": Audience.CONFIRMED,
    "useful_minutes": None,
}
"""A new rule as forms give it: half an hour before the start."""


def make_occurrence(session: Session, **overrides: Any) -> Occurrence:
    """Make a planned occurrence, due an hour before its webinar starts and useful until then."""
    webinar = overrides.pop("webinar", None) or make_webinar(session)
    reminder = overrides.pop("reminder", None) or make_reminder(session, webinar=webinar)
    values = {
        "webinar": webinar,
        "reminder": reminder,
        "version": webinar.schedule_version,
        "audience": reminder.audience,
        "due_at": webinar.starts_at - timedelta(hours=1),
        "useful_until": webinar.starts_at,
    }
    return save(session, Occurrence(**{**values, **overrides}))


def make_attendance(session: Session, registration: Registration, **overrides: Any) -> Attendance:
    """Let the holder of a registration have joined."""
    values = {
        "registration_id": registration.id,
        "attendee_id": registration.attendee_id,
        "joined_at": NOW,
        "last_joined_at": NOW,
    }
    return save(session, Attendance(**{**values, **overrides}))


def make_reminder_objection(
    session: Session, attendee: Attendee, webinar_id: int | None = None
) -> ReminderObjection:
    """Let an attendee want no reminders of one webinar, or none at all."""
    values = {"attendee_id": attendee.id, "webinar_id": webinar_id, "created_at": NOW}
    return save(session, ReminderObjection(**values))


def make_suppression(session: Session, email: str, **overrides: Any) -> Suppression:
    """Suppress an address that refuses mails."""
    hashed = address_hash(current_settings().address_key, email)
    values = {"recipient_hash": hashed, "reason": SuppressionReason.HARD_BOUNCE, "created_at": NOW}
    return save(session, Suppression(**{**values, **overrides}))
