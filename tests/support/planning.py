"""Webinars with reminders and people, and the planner at work, for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_attendee, make_registration, make_reminder, make_webinar
from tests.support.times import starting_in
from webinars.database.engine import transaction
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.occurrence import Occurrence
from webinars.models.webinar import Webinar
from webinars.steps.occurrences import plan_webinar

HOUR = {"offset_days": None, "at_time": None, "offset_minutes": -60}

DUE = NOW + timedelta(days=10) - timedelta(hours=1)
"""When an hour before the start of such a webinar is."""


def webinar_with(session: Session, *rules: dict[str, Any], **overrides: Any) -> Webinar:
    """Make a webinar that starts in ten days, with these reminders, planned; one hour if none."""
    webinar = make_webinar(session, **{**starting_in(days=10), **overrides})
    for number, rule in enumerate(rules or ({"key": "hour", **HOUR},)):
        make_reminder(session, webinar=webinar, position=number, **rule)
    plan(webinar)
    return webinar


def plan(webinar: Webinar, now: Any = NOW) -> None:
    """Bring the occurrences of a webinar in line."""
    with transaction() as session:
        plan_webinar(session, session.merge(webinar), now=now)


def changed_by_another(app: Flask, change: Callable[[Session], object]) -> Callable[[], None]:
    """Return what makes a change in a transaction of its own, while a mail is under way."""

    def happen() -> None:
        with app.app_context(), transaction() as changing:
            change(changing)

    return happen


def register(session: Session, webinar: Webinar, **overrides: Any) -> str:
    """Register a new person; return the address."""
    person = {name: overrides.pop(name) for name in ("language", "email") if name in overrides}
    attendee = overrides.pop("attendee", None) or make_attendee(session, **person)
    make_registration(session, webinar=webinar, attendee=attendee, **overrides)
    return attendee.email


def register_too(
    session: Session, webinar: Webinar, person: Attendee, *rules: dict[str, Any], **later: float
) -> Webinar:
    """Register somebody for a second webinar of the series too, 20 minutes later if not said."""
    minutes = timedelta(**(later or {"minutes": 20})) / timedelta(minutes=1)
    start = starting_in(days=10, minutes=minutes)
    other = webinar_with(session, *rules, series=webinar.series, **start)
    make_registration(session, webinar=other, attendee=person)
    return other


def occurrences(session: Session) -> list[Occurrence]:
    """Return all occurrences as they stand in the database now."""
    session.rollback()
    rows = select(Occurrence).order_by(Occurrence.due_at, Occurrence.id)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def reminders(session: Session) -> list[Message]:
    """Return all messages of reminders as they stand in the database now."""
    session.rollback()
    rows = select(Message).where(Message.kind == MessageKind.REMINDER).order_by(Message.id)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def outcome(session: Session) -> list[tuple[MessageState, str]]:
    """Return what became of each of them: its state, and why if it was dropped."""
    return [(message.state, message.reason) for message in reminders(session)]
