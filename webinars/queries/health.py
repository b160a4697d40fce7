"""Whether the service does its work: what monitors and operators ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webinars.database.engine import check_database, session
from webinars.database.revisions import is_migrated
from webinars.models.message import Message, MessageState
from webinars.models.worker_sign import PLANNER, SENDER, TRANSPORT, WorkerSign
from webinars.settings import current_settings


class Check(StrEnum):
    """What is looked at, in this order."""

    DATABASE = "database"
    MIGRATIONS = "migrations"
    WORKER = "worker"
    PLANNER = "planner"
    TRANSPORT = "transport"
    MESSAGES = "messages"


@dataclass(frozen=True)
class Finding:
    """What one look has shown; a number means what its check says."""

    check: Check
    ok: bool
    number: int | None = None
    """Seconds since the last sign, or of failing, or that the oldest message is overdue; None:
    there is none.
    """


def read_health(now: datetime) -> list[Finding]:
    """Look at everything; what cannot be looked at because of an earlier fault is left out."""
    reading = session()
    try:
        check_database()
        if not is_migrated():
            return [Finding(Check.DATABASE, True), Finding(Check.MIGRATIONS, False)]
    except OperationalError:
        reading.rollback()
        return [Finding(Check.DATABASE, False)]
    signs = {each.part: each for each in reading.scalars(select(WorkerSign))}
    return [
        Finding(Check.DATABASE, True),
        Finding(Check.MIGRATIONS, True),
        _worker(signs.get(SENDER), now),
        _planner(signs.get(PLANNER), now),
        _transport(signs.get(TRANSPORT), now),
        _messages(reading, now),
    ]


def is_healthy(findings: list[Finding]) -> bool:
    """Tell whether nothing was found to be wrong."""
    return all(each.ok for each in findings)


def oldest_due(reading: Session, now: datetime) -> datetime | None:
    """Return since when the longest waiting message is due; None when none is."""
    return reading.scalar(select(func.min(Message.due_at)).where(*waiting(now)))


def waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the condition of messages that should be on their way by now."""
    useful = or_(Message.useful_until.is_(None), Message.useful_until > now)
    return (Message.state == MessageState.QUEUED, Message.due_at <= now, useful)


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


def _messages(reading: Session, now: datetime) -> Finding:
    oldest = oldest_due(reading, now)
    late = None if oldest is None else _seconds(oldest, now)
    return Finding(Check.MESSAGES, (late or 0) <= current_settings().overdue_seconds, late)


def _seconds(since: datetime, now: datetime) -> int:
    return max(0, (now - since) // timedelta(seconds=1))
