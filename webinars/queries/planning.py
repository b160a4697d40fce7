"""Questions for planning a series."""

from __future__ import annotations

from datetime import datetime

from webinars.database.engine import session
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.joined import list_seen_whole
from webinars.queries.memberships import list_webinars_of_series, select_plain_webinars_of
from webinars.rules.webinar_states import is_ahead


def list_planned(organiser: Organiser, series_id: int) -> list[Webinar]:
    """Return the webinars of a series that the organiser may change, but for cancelled ones."""
    standing = Webinar.state != WebinarState.CANCELLED
    return list_webinars_of_series(organiser, series_id, standing, least=Role.EDITOR)


def list_targets(organiser: Organiser, webinar: Webinar, now: datetime) -> list[Webinar]:
    """Return the other webinars of the series to which the organiser can move people.

    Where the organiser's hosts joined later, moving would tell who had registered before.
    """
    statement = (
        select_plain_webinars_of(organiser, Role.EDITOR)
        .where(
            Webinar.series_id == webinar.series_id,
            Webinar.id != webinar.id,
            Webinar.state == WebinarState.PUBLISHED,
        )
        .order_by(Webinar.starts_at, Webinar.id)
    )
    found = session().scalars(statement)
    ahead = [each for each in found if each.is_certain and is_ahead(each, now)]
    whole = list_seen_whole(organiser, [each.id for each in ahead])
    return [each for each in ahead if each.id in whole]
