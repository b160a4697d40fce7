"""Deleting what was made by mistake: drafts that nobody but the teams knows, and empty series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import NotPossibleError
from webinars.models.host import Host
from webinars.models.message import DropReason
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series
from webinars.queries.deletions import hindrance_of_series, hindrance_of_webinar
from webinars.queries.memberships import get_series_of, get_webinar_of
from webinars.queries.message_webinars import about_webinar
from webinars.steps.audit import actor_of, told_values, write_audit
from webinars.steps.message_drops import drop_queued
from webinars.steps.seats import hold_webinar


def delete_webinar(organiser: Organiser, key: str, *, now: datetime) -> None:
    """Delete a draft with all that belongs to it; what would ask its teams or speakers is dropped.

    :raises NotFoundError: when it is none of the organiser's webinars to change, or is gone.
    :raises NotPossibleError: when it is no draft, or concerns somebody besides its teams.
    """
    with transaction() as session:
        row = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        if hindrance_of_webinar(row) is not None:
            raise NotPossibleError(key)
        mails = about_webinar(lambda number: number == row.id)
        drop_queued(session, mails, reason=DropReason.ERASED, now=now)
        told = told_values(row)
        values = {name: [told[name], None] for name in ("titles", "start")}
        named = {"key": key, "series": row.series.key, "values": values}
        _write(session, organiser, "webinar.deleted", row.hosts, now, **named)
        session.delete(row)


def delete_series(organiser: Organiser, key: str, *, now: datetime) -> None:
    """Delete a series without webinars, with its reminders and its own words.

    :raises NotFoundError: when it is none of the organiser's series to change, or is gone.
    :raises NotPossibleError: when it holds a webinar, or somebody has to do with it.
    """
    with transaction() as session:
        session.execute(select(Series.id).where(Series.key == key).with_for_update())
        row = get_series_of(organiser, key, Role.EDITOR)
        if hindrance_of_series(row) is not None:
            raise NotPossibleError(key)
        named = {"key": key, "series": "", "values": {"titles": [dict(row.titles), None]}}
        _write(session, organiser, "series.deleted", row.hosts, now, **named)
        session.delete(row)


def _write(
    session: Session,
    organiser: Organiser,
    action: str,
    hosts: Sequence[Host],
    now: datetime,
    **details: Any,
) -> None:
    """Write it into the log of each host: the row by which an entry would be found is gone."""
    for host in hosts:
        about = ("host", host.id)
        write_audit(session, actor_of(organiser), action, about, now=now, **details)
