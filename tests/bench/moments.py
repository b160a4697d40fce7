"""From the moment a reminder is due until the mail server has it, while nothing else happens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from sqlalchemy import select

from tests.bench import seed
from tests.bench.measure import Size
from tests.bench.processes import WORK, running
from tests.bench.results import Result
from tests.bench.sink import Accepted, running_sink
from tests.bench.stage import KINDS, Stages
from webinars.database.engine import db
from webinars.models.message import Message
from webinars.models.occurrence import Occurrence
from webinars.models.worker_sign import WorkerSign

PATIENCE = 60
APART = 2.1
"""Seconds between two reminders: out of step with the worker's own look around."""

LATEST = 5.0


def measure_moments(stages: Stages, size: Size) -> Iterator[Result]:
    """Yield how late reminders are handed over."""
    for kind in KINDS:
        with stages.fresh(kind) as stage, running_sink() as sink:
            session = db.session()
            seed.clear_plans(session)
            seed.register_people(session, 1)
            session.close()
            with running(stage.environment(sink.port), WORK):
                _await_worker()
                session = db.session()
                webinar = seed.the_webinar(session)
                for number in range(size.moments):
                    seed.plan_occurrence(session, webinar, in_seconds=3 + number * APART)
                session.close()
                accepted = sink.await_mails(size.moments, seconds=PATIENCE + size.moments * APART)
            delays = sorted(_delays(accepted))
            yield Result(
                name="due to accepted",
                database=kind,
                what=f"95 % of {len(delays)} reminders, on an idle system",
                unit="s",
                thing=[delays[round(0.95 * (len(delays) - 1))]],
                at_most=LATEST,
                faults=[] if accepted.repeated == 0 else ["a mail came twice"],
                notes={"median s": round(median(delays), 3), "longest s": round(delays[-1], 3)},
            )


def _await_worker() -> None:
    """Wait until the worker has begun: its first look at all plans is over then."""
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        session = db.session()
        parts = list(session.scalars(select(WorkerSign.part)))
        session.close()
        if "planner" in parts:
            time.sleep(1)
            return
        time.sleep(0.2)
    raise RuntimeError("the worker has not begun")


def _delays(accepted: Accepted) -> Iterator[float]:
    session = db.session()
    due = dict(
        session.execute(
            select(Message.message_id, Occurrence.due_at).join(
                Occurrence, Occurrence.id == Message.subject_id
            )
        ).all()
    )
    session.close()
    for message_id, at in zip(accepted.message_ids, accepted.times, strict=True):
        yield at - due[message_id].timestamp()
