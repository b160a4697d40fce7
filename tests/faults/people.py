"""Many people with a seat, and reminders that are due."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from tests.factories import make_reminder, make_webinar, person
from webinars import clock
from webinars.database.engine import db
from webinars.models.attendee import Attendee
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.settings import current_settings
from webinars.steps.occurrences import plan_webinar
from webinars.tokens import address_hash


def make_coming_webinar(session: Session, minutes: float, **overrides: Any) -> Webinar:
    """Make a webinar that starts so many minutes from now."""
    start = (clock.now() + timedelta(minutes=minutes)).replace(tzinfo=None, microsecond=0)
    values = {"local_start": start, "time_zone": "UTC", "capacity": 100_000, **overrides}
    return make_webinar(session, changed_at=clock.now(), **values)


def seat_people(session: Session, webinar: Webinar, count: int, **overrides: Any) -> list[str]:
    """Give so many people a seat, days ago; return their addresses."""
    key, earlier = current_settings().address_key, clock.now() - timedelta(days=3)
    people = [
        {
            **person(email=f"person.{number}@{_domain(number, overrides)}", created_at=earlier),
            "generation": 1,
            "role": "",
        }
        for number in range(1, count + 1)
    ]
    for each in people:
        each["recipient_hash"] = address_hash(key, each["email"])
    session.execute(insert(Attendee), people)
    known = session.query(Attendee.id, Attendee.email).all()
    seat_known(session, webinar, [row.id for row in known], earlier)
    return [row.email for row in known]


def seat_known(session: Session, webinar: Webinar, ids: list[int], earlier: datetime) -> None:
    """Give people that are known already a seat, and a calendar entry, at one more webinar."""
    session.execute(
        insert(Registration),
        [
            {
                "webinar_id": webinar.id,
                "attendee_id": number,
                "state": RegistrationState.CONFIRMED,
                "created_at": earlier,
                "confirmed_at": earlier,
                "source": "",
                "schedule_version": 1,
            }
            for number in ids
        ],
    )
    entries = [
        {"attendee_id": number, "webinar_id": webinar.id, "uid": f"{uuid.uuid4()}@example.org"}
        for number in ids
    ]
    session.execute(insert(Invitation), [{**each, "sequence": 0} for each in entries])
    session.execute(
        update(Webinar)
        .where(Webinar.id == webinar.id)
        .values(seats_taken=Webinar.seats_taken + len(ids))
    )
    session.commit()


def make_due_reminder(session: Session, count: int, **overrides: Any) -> Webinar:
    """Make a webinar in an hour, whose reminder to so many people is due now."""
    webinar = make_coming_webinar(session, 60)
    make_reminder(
        session,
        webinar=webinar,
        offset_minutes=-60,
        offset_days=None,
        at_time=None,
    )
    seat_people(session, webinar, count, **overrides)
    plan_webinar(session, webinar, now=clock.now() - timedelta(minutes=1))
    session.commit()
    return webinar


def aware(moment: float) -> datetime:
    """Return seconds since the epoch as a moment."""
    return datetime.fromtimestamp(moment, UTC)


def release() -> None:
    """End the test's own transaction, so that it holds up nobody."""
    db.session.rollback()


def _domain(number: int, overrides: dict[str, Any]) -> str:
    domains = overrides.get("domains", ["example.org"])
    return str(domains[number % len(domains)])
