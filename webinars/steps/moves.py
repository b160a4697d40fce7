"""A published webinar is moved: one of two at once is refused, whoever registered is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.errors import ChangeRefusedError, Refusal
from webinars.languages import Texts
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar, WebinarState
from webinars.rules.moves import NewTime
from webinars.steps.audit import actor_of, changes_since, told_values, write_audit
from webinars.steps.changes import announce_move
from webinars.steps.seats import hold_webinar


def move(
    session: Session,
    organiser: Organiser,
    webinar: Webinar,
    time: NewTime,
    reasons: Texts,
    seen: int,
    now: datetime,
) -> int:
    """Move a webinar and tell everybody who knows another time; return how many that are.

    :raises ChangeRefusedError: when it no longer stands as it was seen.
    """
    old_end, before = webinar.ends_at, told_values(webinar)
    values = {
        "local_start": time.local_start,
        "time_zone": time.time_zone,
        "fold": time.fold,
        "duration_minutes": time.duration_minutes,
        "starts_at": time.starts_at,
        "ends_at": time.ends_at,
        "changed_at": now,
        **_registration_times(webinar, time),
    }
    write_as_seen(session, webinar, seen, values)
    held = hold_webinar(session, webinar.id)
    told = announce_move(session, held, now=now, old_end=old_end, reasons=reasons)
    moved = changes_since(before, held)
    audit_change(session, organiser, "webinar.moved", held, told, now, values=moved)
    return told


def _registration_times(webinar: Webinar, time: NewTime) -> dict[str, datetime | None]:
    """Return when registration closes and opens: as long before the start as it did."""
    closes, opens = webinar.closes_at, webinar.opens_at
    if closes is not None:
        closes = min(closes + (time.starts_at - webinar.starts_at), time.ends_at)
    if opens is not None and opens >= (closes or time.ends_at):
        opens = None
    return {"closes_at": closes, "opens_at": opens}


def write_as_seen(session: Session, webinar: Webinar, seen: int, values: dict[str, Any]) -> None:
    """Write a change if the webinar still stands as it was seen; of two at once one is refused."""
    as_seen = Webinar.schedule_version == seen
    write_published(session, webinar, as_seen, schedule_version=seen + 1, **values)


def write_published(
    session: Session, webinar: Webinar, as_seen: ColumnElement[bool], **values: Any
) -> None:
    """Write something about a published webinar, if it still is as it was seen.

    :raises ChangeRefusedError: when it is not.
    """
    found = (Webinar.id == webinar.id, as_seen, Webinar.state == WebinarState.PUBLISHED)
    if not count_changed(session, update(Webinar).where(*found).values(values)):
        raise ChangeRefusedError(Refusal.MEANWHILE)


def audit_change(
    session: Session,
    organiser: Organiser,
    action: str,
    webinar: Webinar,
    told: int,
    now: datetime,
    **more: Any,
) -> None:
    """Write down a change, and how many people are told of it."""
    write_audit(
        session,
        actor_of(organiser),
        action,
        ("webinar", webinar.id),
        now=now,
        version=webinar.schedule_version,
        told=told,
        **more,
    )
