"""Questions for planning a series."""

from __future__ import annotations

from webinars.database.engine import session
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.memberships import select_webinars_of


def list_planned(organiser: Organiser, series_id: int) -> list[Webinar]:
    """Return the webinars of a series that the organiser may change, but for cancelled ones."""
    statement = select_webinars_of(organiser, Role.EDITOR).where(
        Webinar.series_id == series_id, Webinar.state != WebinarState.CANCELLED
    )
    return list(session().scalars(statement.order_by(Webinar.starts_at, Webinar.id)))
