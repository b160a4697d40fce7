"""Questions about offers of a place to people on a waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select

from webinars.database.engine import session
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.registrations import UNASKED
from webinars.rules.offers import LAST_OFFER


def list_overdue_webinars(now: datetime) -> Sequence[int]:
    """Return the numbers of the webinars where an offer is overdue, and somebody else waits."""
    here = Registration.webinar_id == Webinar.id
    overdue = exists().where(
        here,
        Registration.state == RegistrationState.OFFERED,
        or_(Registration.offered_until <= now, Webinar.starts_at <= now + LAST_OFFER),
    )
    unasked = exists().where(
        here,
        Registration.state == RegistrationState.WAITING,
        UNASKED,
    )
    statement = select(Webinar.id).where(
        Webinar.state == WebinarState.PUBLISHED,
        Webinar.ends_at > now,
        overdue.correlate(Webinar),
        unasked.correlate(Webinar),
    )
    return session().scalars(statement.order_by(Webinar.starts_at, Webinar.id)).all()


def count_unasked(webinar_id: int) -> int:
    """Return how many wait who have not let an offer lapse."""
    statement = select(func.count()).where(
        Registration.webinar_id == webinar_id,
        Registration.state == RegistrationState.WAITING,
        UNASKED,
    )
    return session().scalar(statement) or 0
