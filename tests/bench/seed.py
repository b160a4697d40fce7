"""Many rows at once: people, registrations, messages; each by one statement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import CTE, Integer, String, cast, func, insert, literal, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from webinars import clock
from webinars.database.random_text import random_hex
from webinars.models.attendee import Attendee
from webinars.models.base import Base
from webinars.models.message import Lane, Message, MessageKind, MessageState, Phase, Subject
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.organisation import OrganisationKind
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar
from webinars.steps.messages import Timing, queue_for_registrations

WEBINAR = "hydrogen"
"""Of the example programme: what all these people register for."""

EARLIER = timedelta(days=2)
"""Before now: when they registered."""


def the_webinar(session: Session) -> Webinar:
    """Return the webinar that people register for."""
    return session.scalars(select(Webinar).where(Webinar.key == WEBINAR)).one()


def register_people(session: Session, count: int, *, first: int = 1) -> Webinar:
    """Make so many people, each with a seat and a calendar entry; return the webinar.

    :param first: number of the first of them, for a second call.
    """
    webinar, earlier = the_webinar(session), clock.now() - EARLIER
    webinar.capacity = max(webinar.capacity or 0, first + count)
    session.flush()
    numbers = _numbers(first, count)
    number = cast(numbers.c.number, String)
    language = func.substr("defren", (numbers.c.number % 3) * 2 + 1, 2)
    _insert(
        session,
        Attendee,
        numbers,
        email=literal("kim.beispiel.") + number + literal("@example.org"),
        recipient_hash=func.substr(literal("0" * 63) + number, -64)
        if session.get_bind().dialect.name == "sqlite"
        else func.lpad(number, 64, "0"),
        given_name="Kim",
        family_name=literal("Beispiel ") + number,
        organisation_name="Beispielwerk",
        organisation_kind=OrganisationKind.COMPANY,
        region="saxony",
        country="DE",
        role="",
        language=language,
        time_zone="Europe/Berlin",
        created_at=earlier,
    )
    people = select(Attendee.id).where(Attendee.email.like("kim.beispiel.%"), ~_registered(webinar))
    rows = people.subquery()
    _insert(
        session,
        Registration,
        rows,
        webinar_id=webinar.id,
        attendee_id=rows.c.id,
        state=RegistrationState.CONFIRMED,
        created_at=earlier,
        confirmed_at=earlier,
        source="",
        schedule_version=webinar.schedule_version,
    )
    rows = select(Registration.attendee_id).where(~_invited(webinar)).subquery()
    uid = random_hex() + literal("@example.org")
    keys = {"attendee_id": rows.c.attendee_id, "webinar_id": webinar.id}
    _insert(session, Invitation, rows, **keys, uid=uid, sequence=0)
    webinar.seats_taken = first - 1 + count
    session.commit()
    return webinar


def plan_occurrence(session: Session, webinar: Webinar, *, in_seconds: float = -60) -> int:
    """Make a reminder of a webinar that is due then; return the occurrence's number."""
    due_at = clock.now() + timedelta(seconds=in_seconds)
    row = Occurrence(
        webinar_id=webinar.id,
        version=webinar.schedule_version,
        audience=Audience.CONFIRMED,
        due_at=due_at,
        useful_until=due_at + timedelta(hours=12),
        state=OccurrenceState.PLANNED,
    )
    session.add(row)
    session.commit()
    return row.id


def clear_plans(session: Session) -> None:
    """Leave nothing planned by the programme itself, so that only what is measured is due."""
    session.execute(
        update(Occurrence)
        .where(Occurrence.state == OccurrenceState.PLANNED)
        .values(state=OccurrenceState.MISSED, reason="bench")
    )
    session.commit()


def queue_invitations(session: Session, webinar: Webinar) -> int:
    """Queue a mail with a calendar entry for each registration; return how many."""
    now = clock.now()
    timing = Timing(
        version=webinar.schedule_version, due_at=now, useful_until=now + timedelta(hours=12)
    )
    about = (Registration.webinar_id == webinar.id,)
    queued = queue_for_registrations(
        session, MessageKind.INVITATION, *about, timing=timing, now=now
    )
    session.commit()
    return queued


def settle_messages(session: Session, count: int) -> None:
    """Make so many messages that were sent long ago, a few of each webinar and person."""
    earlier = clock.now() - EARLIER
    numbers = _numbers(1_000_000_001, count)
    number = cast(numbers.c.number, String)
    _insert(
        session,
        Message,
        numbers,
        kind=MessageKind.REMINDER,
        lane=Lane.REMINDER.value,
        recipient=literal("old.") + number + literal("@example.org"),
        recipient_hash=number,
        language="de",
        subject_type=Subject.OCCURRENCE,
        subject_id=2_000_000_000 - numbers.c.number // literal(500, Integer),
        version=1,
        state=MessageState.SENT,
        due_at=earlier,
        useful_until=earlier,
        attempt=1,
        phase=Phase.DOT,
        ambiguous=0,
        reason="",
        last_error="",
        status_code="2.0.0",
        message_id=literal("<old.") + number + literal("@example.org>"),
        title="Reminder",
        created_at=earlier,
        settled_at=earlier,
    )
    session.commit()


def _numbers(first: int, count: int) -> CTE:
    numbers = select(literal(first).label("number")).cte("numbers", recursive=True)
    following = select(numbers.c.number + 1).where(numbers.c.number < first + count - 1)
    return numbers.union_all(following)


def _insert(session: Session, model: type[Base], rows: Any, **values: Any) -> None:
    columns = model.__table__.c
    defaults = {
        name: column.default.arg
        for name, column in columns.items()
        if isinstance(column.default, ScalarElementColumnDefault)
    }
    expressions = {
        name: value if hasattr(value, "compile") else literal(value, columns[name].type)
        for name, value in {**defaults, **values}.items()
    }
    question = select(*expressions.values()).select_from(rows).where(literal(1) == 1)
    statement = insert(model).from_select(list(expressions), question, include_defaults=False)
    session.execute(statement)


def _registered(webinar: Webinar) -> Any:
    own = select(Registration.attendee_id).where(Registration.webinar_id == webinar.id)
    return Attendee.id.in_(own)


def _invited(webinar: Webinar) -> Any:
    own = select(Invitation.attendee_id).where(Invitation.webinar_id == webinar.id)
    return Registration.attendee_id.in_(own)
