"""Keeping every schedule version of a webinar, so that a later mail can name the time before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from webinars.database.upsert import insert_missing
from webinars.languages import Texts
from webinars.models.schedule import Schedule
from webinars.models.webinar import Webinar, WebinarState


def keep_schedule(
    session: Session, webinar: Webinar, *, now: datetime, reasons: Texts | None = None
) -> None:
    """Write down the present time of a webinar under its present schedule version, once.

    Call it for a new webinar and after each rise of ``schedule_version``.

    :param reasons: why it was moved to this time.
    """
    session.flush()
    values = {
        "webinar_id": webinar.id,
        "version": webinar.schedule_version,
        "local_start": webinar.local_start,
        "time_zone": webinar.time_zone,
        "starts_at": webinar.starts_at,
        "ends_at": webinar.ends_at,
        "reasons": reasons or {},
        "public": webinar.state != WebinarState.DRAFT,
        "created_at": now,
    }
    if insert_missing(session, Schedule, values) is not None:
        webinar.changed_at = now


def show_schedule(session: Session, webinar: Webinar) -> None:
    """Note that the present time is public from now on: later it can be the time before."""
    session.execute(
        update(Schedule)
        .where(
            Schedule.webinar_id == webinar.id,
            Schedule.version == webinar.schedule_version,
        )
        .values(public=True)
        .execution_options(synchronize_session=False)
    )
