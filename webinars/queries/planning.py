"""Questions for planning a series."""

from __future__ import annotations

from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.memberships import list_webinars_of_series


def list_planned(organiser: Organiser, series_id: int) -> list[Webinar]:
    """Return the webinars of a series that the organiser may change, but for cancelled ones."""
    standing = Webinar.state != WebinarState.CANCELLED
    return list_webinars_of_series(organiser, series_id, standing, least=Role.EDITOR)
