"""Planning a reminder of very many people, beside the bare statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import CursorResult, bindparam, delete, text
from sqlalchemy.orm import Session

from tests.bench import seed
from tests.bench.measure import Size, in_turn, stopwatch
from tests.bench.results import Result
from tests.bench.stage import KINDS, POSTGRESQL, Stage, Stages
from webinars import clock
from webinars.database.engine import db
from webinars.models.message import Message
from webinars.models.types import UtcDateTime
from webinars.services.reminders import queue_due

_BARE = """
    INSERT INTO messages (kind, lane, recipient, recipient_hash, attendee_id, language,
      subject_type, subject_id, version, state, due_at, useful_until, attempt, phase, ambiguous,
      reason, last_error, status_code, message_id, title, created_at)
    SELECT 'reminder', 4, attendees.email, attendees.recipient_hash, attendees.id,
      attendees.language, 'occurrence', 999999, 1, 'queued', :now, :later, 0, '', 0,
      '', '', '', '<' || {chance} || '@example.org>', '', :now
    FROM registrations JOIN attendees ON attendees.id = registrations.attendee_id
    WHERE registrations.webinar_id = :webinar AND registrations.state = 'confirmed'
"""
_CHANCE = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


def measure_planning(stages: Stages, size: Size) -> Iterator[Result]:
    """Yield how long it takes to queue one reminder for everybody."""
    for kind in KINDS:
        with stages.fresh(kind) as stage:
            yield _measure(stage, size)


def _measure(stage: Stage, size: Size) -> Result:
    session = db.session()
    seed.clear_plans(session)
    webinar = seed.register_people(session, size.planned)
    webinar_id, counts = webinar.id, set[int]()

    def bare() -> float:
        return _timed_statement(session, stage.kind, webinar_id, counts)

    def planner() -> float:
        _clear(session, stage.kind)
        seed.plan_occurrence(session, seed.the_webinar(session))
        with stopwatch() as seconds:
            counts.add(queue_due(clock.now()))
        return seconds()

    floor, thing = in_turn(bare, planner, size.rounds)
    return Result(
        name="planning",
        database=stage.kind,
        what=f"queueing one reminder for {size.planned:,} people",
        floor_is="the bare INSERT … SELECT",
        unit="s",
        floor=floor,
        thing=thing,
        at_most=2.0,
        faults=[] if counts == {size.planned} else [f"numbers of messages: {counts}"],
    )


def _timed_statement(session: Session, kind: str, webinar_id: int, counts: set[int]) -> float:
    _clear(session, kind)
    now = clock.now()
    statement = text(_BARE.format(chance=_CHANCE[kind]))
    values = {"now": now, "later": now + timedelta(hours=12), "webinar": webinar_id}

    moments = [bindparam(name, type_=UtcDateTime()) for name in ("now", "later")]
    with stopwatch() as seconds:
        result = session.execute(statement.bindparams(*moments), values)
        session.commit()
    counts.add(result.rowcount if isinstance(result, CursorResult) else 0)
    return seconds()


def _clear(session: Session, kind: str) -> None:
    if kind == POSTGRESQL:
        session.execute(text("TRUNCATE messages"))
    else:
        session.execute(delete(Message))
    session.commit()
