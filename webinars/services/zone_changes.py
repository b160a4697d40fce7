"""New zone data: a webinar whose instant follows from it anew has been moved."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import session as reading_session
from webinars.database.engine import transaction
from webinars.models.webinar import Webinar, WebinarState
from webinars.steps.audit import write_audit
from webinars.steps.changes import announce_move
from webinars.steps.schedules import keep_schedule
from webinars.steps.seats import hold_webinar
from webinars.zones import to_utc

_log = logging.getLogger(__name__)


def follow_zones(now: datetime) -> list[str]:
    """Derive the instants of all webinars to come from their wall time; return whose have changed.

    The wall time is the truth. A changed instant is a move: it raises the schedule version, and
    reminders are planned anew.
    """
    ahead = select(Webinar.id).where(
        Webinar.starts_at > now, Webinar.state != WebinarState.CANCELLED
    )
    ids = reading_session().scalars(ahead.order_by(Webinar.id)).all()
    moved = [key for key in (_follow(webinar_id, now) for webinar_id in ids) if key]
    if moved:
        _log.warning("webinars moved by new zone data count=%s", len(moved))
    return moved


def _follow(webinar_id: int, now: datetime) -> str:
    """Return the key of the webinar if it moved."""
    webinar = reading_session().get_one(Webinar, webinar_id)
    if webinar.starts_at == _start(webinar):
        return ""
    with transaction() as session:
        webinar = hold_webinar(session, webinar_id)
        starts_at = _start(webinar)
        if webinar.starts_at == starts_at:
            return ""
        _move(session, webinar, starts_at, now)
        return webinar.key


def _start(webinar: Webinar) -> datetime:
    return to_utc(webinar.local_start, webinar.time_zone, webinar.fold)


def _move(session: Session, webinar: Webinar, starts_at: datetime, now: datetime) -> None:
    old_end = webinar.ends_at
    minutes = round((starts_at - webinar.starts_at).total_seconds() / 60)
    webinar.starts_at = starts_at
    webinar.ends_at = starts_at + timedelta(minutes=webinar.duration_minutes)
    webinar.schedule_version += 1
    if webinar.state == WebinarState.PUBLISHED:
        announce_move(session, webinar, now=now, old_end=old_end)
    else:
        keep_schedule(session, webinar, now=now)
    about = ("webinar", webinar.id)
    write_audit(
        session, "worker", "webinar.moved", about, now=now, cause="zone-data", minutes=minutes
    )
