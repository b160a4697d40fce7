"""Whether the service does its work: what monitors and operators ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from webinars.database.condition import (
    Obstacle,
    Trouble,
    find_trouble,
    find_trouble_with_writing,
)
from webinars.database.engine import session
from webinars.models.worker_sign import PLANNER, SENDER, TRANSPORT, WorkerSign
from webinars.queries.audits import Audit, count_audits
from webinars.queries.messages import find_oldest_due
from webinars.settings import current_settings


class Check(StrEnum):
    """What is looked at, in this order."""

    DATABASE = "database"
    MIGRATIONS = "migrations"
    WRITING = "writing"
    WORKER = "worker"
    PLANNER = "planner"
    TRANSPORT = "transport"
    MESSAGES = "messages"


NOT_MIGRATED = frozenset({Obstacle.OLD, Obstacle.NEWER})

LOOKED_AT_ABOVE = frozenset({Audit.OVERDUE, Audit.SILENT})
"""Audits that say what a check says too; the check alone decides, it has more patience."""


@dataclass(frozen=True)
class Finding:
    """What one look has shown; a number means what its check says."""

    check: Check | Audit
    ok: bool
    number: int | None = None
    """Of an audit what it counts; else seconds: since the last sign, of failing, that the oldest
    message is due; None: there is none.
    """
    trouble: Trouble | None = None
    """What is in the way of working with the database."""


def read_health(now: datetime) -> list[Finding]:
    """Look at everything; what cannot be looked at because of an earlier fault is left out."""
    found = find_trouble()
    if found is not None and found.obstacle in NOT_MIGRATED:
        return [Finding(Check.DATABASE, True), Finding(Check.MIGRATIONS, False, trouble=found)]
    if found is not None:
        return [Finding(Check.DATABASE, False, trouble=found)]
    unwritable = find_trouble_with_writing()
    signs = {each.part: each for each in session().scalars(select(WorkerSign))}
    return [
        Finding(Check.DATABASE, True),
        Finding(Check.MIGRATIONS, True),
        Finding(Check.WRITING, unwritable is None, trouble=unwritable),
        _worker(signs.get(SENDER), now),
        _planner(signs.get(PLANNER), now),
        _transport(signs.get(TRANSPORT), now),
        _messages(now),
        *_audits(now),
    ]


def is_healthy(findings: list[Finding]) -> bool:
    """Tell whether nothing was found to be wrong."""
    return all(each.ok or each.check in LOOKED_AT_ABOVE for each in findings)


def find_transport_failure(now: datetime) -> datetime | None:
    """Return since when no mails can go out; None when they do, or no worker says anything."""
    sign = session().scalar(select(WorkerSign).where(WorkerSign.part == TRANSPORT))
    if sign is None or sign.failing_since is None:
        return None
    return min(sign.failing_since, now)


def _worker(sign: WorkerSign | None, now: datetime) -> Finding:
    silent = None if sign is None else _seconds(sign.seen_at, now)
    allowed = current_settings().silent_worker_seconds
    return Finding(Check.WORKER, silent is not None and silent <= allowed, silent)


def _planner(sign: WorkerSign | None, now: datetime) -> Finding:
    # Before its first round there is nothing to say; the check of the worker tells if none comes.
    silent = None if sign is None else _seconds(sign.seen_at, now)
    return Finding(Check.PLANNER, (silent or 0) <= current_settings().sign_seconds, silent)


def _transport(sign: WorkerSign | None, now: datetime) -> Finding:
    if sign is None or sign.failing_since is None:
        return Finding(Check.TRANSPORT, True)
    return Finding(Check.TRANSPORT, False, _seconds(sign.failing_since, now))


def _messages(now: datetime) -> Finding:
    oldest = find_oldest_due(now)
    late = None if oldest is None else _seconds(oldest, now)
    return Finding(Check.MESSAGES, (late or 0) <= current_settings().overdue_seconds, late)


def _audits(now: datetime) -> list[Finding]:
    return [Finding(audit, not number, number) for audit, number in count_audits(now).items()]


def _seconds(since: datetime, now: datetime) -> int:
    return max(0, (now - since) // timedelta(seconds=1))
