"""Delivery by real workers into a sink, beside a loop that renders, builds and sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.bench import seed
from tests.bench.measure import Size, alone, in_turn
from tests.bench.processes import WORK, run, running
from tests.bench.results import Result
from tests.bench.sink import Accepted, Sink, running_sink
from tests.bench.stage import KINDS, POSTGRESQL, Stage, Stages
from webinars import clock
from webinars.database.engine import db
from webinars.models.message import Message
from webinars.services.reminders import queue_due

LEAST, BOTH = 0.6, 1.4

MANY = 4
"""So many times more mails for two workers, who do not start at the same moment."""

LOOP = "the loop that renders, builds and sends the same mails"


@dataclass
class _Bench:
    """One database, one sink, and what came there that should not."""

    stage: Stage
    sink: Sink
    count: int
    queue: Callable[[Session], None]
    faults: list[str] = field(default_factory=list)

    def loop(self) -> float:
        """Return the mails per second of the floor."""
        self._fill()
        run(self.stage.environment(self.sink.port), "tests.bench.plain_loop")
        return self._checked(self.sink.await_mails(self.count))

    def workers(self, count: int = 1, connections: int = 1) -> float:
        """Return the mails per second of our workers."""
        self._fill()
        more = {"mail_connections": str(connections)}
        with running(self.stage.environment(self.sink.port, **more), WORK, count):
            accepted = self.sink.await_mails(self.count)
        return self._checked(accepted)

    def _fill(self) -> None:
        session = db.session()
        session.execute(text("DELETE FROM messages"))
        session.commit()
        self.queue(session)
        session.close()
        self.sink.report()

    def _checked(self, accepted: Accepted) -> float:
        session = db.session()
        queued = set(session.scalars(select(Message.message_id)))
        session.close()
        if accepted.repeated or set(accepted.message_ids) != queued:
            came = f"{len(accepted.times)} of {len(queued)} mails came"
            self.faults.append(f"{came}, {accepted.repeated} of them once more")
        return accepted.per_second


def measure_delivery(stages: Stages, size: Size) -> Iterator[Result]:
    """Yield how fast reminders and mails with calendar entries leave."""
    for kind in KINDS:
        with stages.fresh(kind) as stage, running_sink() as sink:
            session = db.session()
            seed.clear_plans(session)
            seed.register_people(session, size.mails)
            session.close()
            reminders = _Bench(stage, sink, size.mails, _queue_reminders)
            yield _beside_the_loop(reminders, "reminders", "reminders", size)
            yield _by_four_connections(reminders, size)
            invitations = _Bench(stage, sink, size.mails, _queue_invitations)
            yield _beside_the_loop(invitations, "invitations", "mails with calendar entry", size)
            many = size.mails * MANY
            session = db.session()
            seed.register_people(session, many - size.mails, first=size.mails + 1)
            session.close()
            yield _by_two_workers(_Bench(stage, sink, many, _queue_reminders), size)


def _beside_the_loop(bench: _Bench, name: str, mails: str, size: Size) -> Result:
    floor, thing = in_turn(bench.loop, bench.workers, size.rounds)
    return Result(
        name=f"delivery of {name}",
        database=bench.stage.kind,
        what=f"{size.mails:,} {mails}: one worker, one connection",
        floor_is=LOOP,
        unit="mails/s",
        floor=floor,
        thing=thing,
        at_least=LEAST,
        faults=bench.faults,
    )


def _by_four_connections(bench: _Bench, size: Size) -> Result:
    four = alone(lambda: bench.workers(connections=4), size.rounds)
    return Result(
        name="delivery by four connections",
        database=bench.stage.kind,
        what=f"{size.mails:,} reminders: one worker, four connections",
        unit="mails/s",
        thing=four,
        faults=bench.faults,
    )


def _by_two_workers(bench: _Bench, size: Size) -> Result:
    one, two = in_turn(bench.workers, lambda: bench.workers(2), size.rounds)
    return Result(
        name="delivery by two workers",
        database=bench.stage.kind,
        what=f"{bench.count:,} reminders: two workers",
        floor_is="one worker",
        unit="mails/s",
        floor=one,
        thing=two,
        at_least=BOTH if bench.stage.kind == POSTGRESQL else None,
        faults=bench.faults,
    )


def _queue_reminders(session: Session) -> None:
    seed.plan_occurrence(session, seed.the_webinar(session))
    queue_due(clock.now())


def _queue_invitations(session: Session) -> None:
    seed.queue_invitations(session, seed.the_webinar(session))
