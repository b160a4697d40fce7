"""Claims while very many messages were sent long ago, beside claims while few were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import Flask
from sqlalchemy import text, update

from tests.bench import seed
from tests.bench.measure import Size, in_turn, stopwatch
from tests.bench.results import Result
from tests.bench.stage import KINDS, POSTGRESQL, Stages
from webinars import clock
from webinars.database import claims, leases
from webinars.database.engine import db, transaction
from webinars.delivery.sender import BATCH
from webinars.models.message import Message, MessageState

GROWTH = 1.2
OWNER = "bench"


def measure_claims(stages: Stages, size: Size) -> Iterator[Result]:
    """Yield how much longer claims take when the table is long."""
    for kind in KINDS:
        with stages.fresh(kind) as few, stages.fresh(kind) as many:
            faults: list[str] = []
            _fill(few.app, 0, size)
            _fill(many.app, size.settled, size)
            floor, thing = in_turn(
                _claimer(few.app, size, faults), _claimer(many.app, size, faults), size.rounds
            )
            yield Result(
                name="claims",
                database=kind,
                what=f"claiming {BATCH} messages while {size.settled:,} are settled",
                floor_is="the same while none is",
                unit="s",
                floor=floor,
                thing=thing,
                at_most=GROWTH,
                faults=faults,
            )


def _fill(app: Flask, settled: int, size: Size) -> None:
    with app.app_context():
        session = db.session()
        if settled:
            seed.settle_messages(session, settled)
        webinar = seed.register_people(session, size.claims * BATCH)
        seed.queue_invitations(session, webinar)
        now = clock.now()
        leases.open_lease(session, OWNER, now=now, expires_at=now + timedelta(hours=12))
        session.commit()
        if db.engine.dialect.name == POSTGRESQL:
            # As the server does by itself within a minute.
            session.execute(text("ANALYZE"))
            session.commit()


def _claimer(app: Flask, size: Size, faults: list[str]) -> Callable[[], float]:
    def claim_all() -> float:
        with app.app_context():
            with stopwatch() as seconds:
                claimed = sum(_claim() for _ in range(size.claims))
            if claimed != size.claims * BATCH:
                faults.append(f"{claimed} messages claimed")
            with transaction() as session:
                held = (Message.state == MessageState.SENDING, Message.owner == OWNER)
                values = {"state": MessageState.QUEUED, "owner": None}
                session.execute(update(Message).where(*held).values(values))
        return seconds() / size.claims

    return claim_all


def _claim() -> int:
    now = clock.now()
    if not claims.is_due(db.session(), now):
        return 0
    with transaction() as session:
        return len(claims.claim_due(session, OWNER, limit=BATCH, now=now))
