"""Questions about reminders: what is due, when the next one is, who gets it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from webinars.database.engine import session
from webinars.database.reminders import is_suppressed, objects
from webinars.models.attendance import Attendance
from webinars.models.attendee import Attendee
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Anchor, Audience, Reminder
from webinars.models.webinar import Webinar, WebinarState
from webinars.rules.audiences import effective_rules
from webinars.settings import current_settings

REPAIRED_FOR = timedelta(days=30)
"""So long after its end the occurrences of a webinar are still brought in line with its rules."""


def list_due_occurrences(now: datetime) -> list[int]:
    """Return the numbers of the occurrences whose moment has come, the oldest first."""
    statement = (
        select(Occurrence.id)
        .where(Occurrence.state == OccurrenceState.PLANNED, Occurrence.due_at <= now)
        .order_by(Occurrence.due_at, Occurrence.id)
    )
    return list(session().scalars(statement))


def next_due_time(now: datetime) -> datetime | None:
    """Return when the next occurrence is due after now; None when nothing is planned."""
    statement = select(func.min(Occurrence.due_at)).where(
        Occurrence.state == OccurrenceState.PLANNED, Occurrence.due_at > now
    )
    return session().scalar(statement)


def list_webinars_to_repair(now: datetime) -> list[int]:
    """Return the numbers of the webinars whose occurrences may have to be brought in line."""
    running = and_(Webinar.state == WebinarState.PUBLISHED, Webinar.ends_at > now - REPAIRED_FOR)
    left = exists().where(
        Occurrence.webinar_id == Webinar.id,
        Occurrence.state == OccurrenceState.PLANNED,
        Webinar.state != WebinarState.PUBLISHED,
    )
    statement = select(Webinar.id).where(or_(running, left)).order_by(Webinar.id)
    return list(session().scalars(statement))


def list_rules(webinar: Webinar) -> list[Reminder]:
    """Return the rules that hold for a webinar: its own, and others of its series."""
    owned = or_(Reminder.series_id == webinar.series_id, Reminder.webinar_id == webinar.id)
    rows = session().scalars(select(Reminder).where(owned)).all()
    of_series = [row for row in rows if row.webinar_id is None]
    return effective_rules(of_series, [row for row in rows if row.webinar_id is not None])


def select_people(webinar_id: int, audience: Audience, due_at: datetime) -> Select[Any]:
    """Return the question who gets a reminder: registrations, joined with their attendees.

    Left out is who came later than the settings allow, wants no reminders, or has an address that
    must not be written to.
    """
    in_time = due_at - timedelta(minutes=current_settings().late_minutes)
    waits = audience == Audience.WAITING
    state = RegistrationState.WAITING if waits else RegistrationState.CONFIRMED
    since = Registration.created_at if waits else Registration.confirmed_at
    return (
        select(Registration)
        .join(Attendee, Attendee.id == Registration.attendee_id)
        .where(
            Registration.webinar_id == webinar_id,
            Registration.state == state,
            since <= in_time,
            ~objects(Registration.attendee_id, Registration.webinar_id),
            ~is_suppressed(Attendee.recipient_hash),
            *took_part(webinar_id, audience),
        )
    )


def is_told_of_recording(registration: Registration) -> bool:
    """Tell whether somebody gets an e-mail as soon as the recording of the webinar is there."""
    audiences = {RegistrationState.CONFIRMED: Audience.CONFIRMED}
    audiences[RegistrationState.WAITING] = Audience.WAITING
    audience = audiences.get(registration.state)
    webinar = registration.webinar
    waits = any(
        rule.anchor == Anchor.RECORDING
        and rule.audience == audience
        and not _has_left(rule, webinar)
        for rule in list_rules(webinar)
    )
    refused = objects(registration.attendee_id, webinar.id)
    return waits and not session().scalar(select(refused))


def _has_left(rule: Reminder, webinar: Webinar) -> bool:
    """Tell whether a reminder has been queued already, which happens once."""
    queued = exists().where(
        Occurrence.reminder_id == rule.id,
        Occurrence.webinar_id == webinar.id,
        Occurrence.version == webinar.schedule_version,
        Occurrence.state == OccurrenceState.QUEUED,
    )
    return bool(session().scalar(select(queued)))


def took_part(webinar_id: int, audience: Audience) -> Iterable[ColumnElement[bool]]:
    """Return the conditions on registrations that an audience adds which joined, or did not."""
    joined = exists().where(Attendance.registration_id == Registration.id)
    if audience == Audience.ATTENDED:
        return (joined,)
    if audience == Audience.ABSENT:
        # Without any join nothing was recorded, and nobody can be said to have been absent.
        other = select(Registration.id).where(Registration.webinar_id == webinar_id)
        return (~joined, exists().where(Attendance.registration_id.in_(other)))
    return ()
