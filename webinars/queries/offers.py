"""Questions about offers of a place to people on a waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from webinars.database.engine import session
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.registrations import UNASKED
from webinars.rules.offers import LAST_OFFER


def list_overdue_webinars(now: datetime) -> Sequence[int]:
    """Return the numbers of the webinars where an offer is overdue, and somebody else waits."""
    overdue = exists().where(
        Registration.webinar_id == Webinar.id,
        Registration.state == RegistrationState.OFFERED,
        or_(Registration.offered_until <= now, Webinar.starts_at <= now + LAST_OFFER),
    )
    statement = select(Webinar.id).where(
        Webinar.state == WebinarState.PUBLISHED,
        Webinar.ends_at > now,
        overdue.correlate(Webinar),
        exists().where(*_unasked(Webinar.id)).correlate(Webinar),
    )
    return session().scalars(statement.order_by(Webinar.starts_at, Webinar.id)).all()


def count_unasked(webinar_id: int) -> int:
    """Return how many wait who have not let an offer lapse."""
    return session().scalar(select(func.count()).where(*_unasked(webinar_id))) or 0


def is_anybody_unasked(webinar_id: int) -> bool:
    """Tell whether a seat that becomes free is somebody's already."""
    return bool(session().scalar(select(exists().where(*_unasked(webinar_id)))))


def _unasked(webinar_id: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.webinar_id == webinar_id,
        Registration.state == RegistrationState.WAITING,
        UNASKED,
    )
