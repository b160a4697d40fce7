"""Signs of life: each part of the worker writes down when it last worked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.database.upsert import insert_missing, insert_or_update
from webinars.models.worker_sign import WorkerSign


def seen(session: Session, part: str, *, now: datetime) -> None:
    """Write down that a part of the worker has just worked, and that all is well with it.

    :param part: ``planner``, ``sender`` …
    """
    values = {"part": part, "seen_at": now, "failing_since": None, "error": ""}
    insert_or_update(session, WorkerSign, values, ("part",))


def failing(session: Session, part: str, error: str, *, now: datetime) -> None:
    """Write down that a part of the worker fails; since when stays what it was.

    :param error: what went wrong, without addresses.
    """
    since = func.coalesce(WorkerSign.failing_since, now)
    sign = update(WorkerSign).where(WorkerSign.part == part)
    if not count_changed(session, sign.values(failing_since=since, error=error)):
        values = {"part": part, "seen_at": now, "failing_since": now, "error": error}
        insert_missing(session, WorkerSign, values)
