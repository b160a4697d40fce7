"""Taking what is past out of the lists of the desk, and back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import NotPossibleError
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_series_of, get_webinar_of
from webinars.rules.archive import are_behind, is_behind
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.seats import hold_webinar


def archive_webinar(organiser: Organiser, key: str, *, archived: bool, now: datetime) -> None:
    """Archive a webinar that is over or cancelled, or take it back; doing so again is nothing.

    :raises NotFoundError: when it is none of the organiser's webinars to change.
    :raises NotPossibleError: when it is still to come.
    """
    with transaction() as session:
        row = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        if archived and not is_behind(row, now):
            raise NotPossibleError(key)
        _write(session, organiser, row, archived, now)


def archive_series(organiser: Organiser, key: str, *, archived: bool, now: datetime) -> None:
    """Archive a series whose webinars are over or cancelled, or take it back.

    :raises NotFoundError: when it is none of the organiser's series to change.
    :raises NotPossibleError: when one of its webinars is still to come, or there is none.
    """
    with transaction() as session:
        session.execute(select(Series.id).where(Series.key == key).with_for_update())
        row = get_series_of(organiser, key, Role.EDITOR)
        if archived and not are_behind(row.webinars, now):
            raise NotPossibleError(key)
        _write(session, organiser, row, archived, now)


def _write(
    session: Session, organiser: Organiser, row: Webinar | Series, archived: bool, now: datetime
) -> None:
    if archived == (row.archived_at is not None):
        return
    row.archived_at = now if archived else None
    kind = "webinar" if isinstance(row, Webinar) else "series"
    action = f"{kind}.{'archived' if archived else 'unarchived'}"
    write_audit(session, actor_of(organiser), action, (kind, row.id), now=now)
