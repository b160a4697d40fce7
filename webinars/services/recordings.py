"""Recordings: the hosts of a webinar enter, change and take away the address of one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import NotPossibleError, StaleRevisionError
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of
from webinars.rules.recordings import RecordingDetails, details_of, may_have_recording
from webinars.steps.audit import actor_of, changes_since, told_values, write_audit
from webinars.steps.occurrences import plan_webinar
from webinars.steps.recordings import settle_recording, tell_anew
from webinars.steps.seats import hold_webinar


def publish_recording(
    organiser: Organiser,
    key: str,
    details: RecordingDetails,
    *,
    seen: RecordingDetails,
    now: datetime,
) -> None:
    """Show everybody the recording; who waits for it is told after the settle time, once.

    :param seen: what stood there when the organiser opened it.
    :raises NotFoundError: when it is no webinar that the organiser may change.
    :raises NotPossibleError: when it has not begun, or does not take place.
    :raises StaleRevisionError: when somebody else has entered another one since.
    """
    with transaction() as session:
        webinar = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        before = details_of(webinar)
        if not may_have_recording(webinar, now):
            raise NotPossibleError
        if before == details:
            return
        if before != seen:
            raise StaleRevisionError(key)
        action = "recording.changed" if before.url else "recording.published"
        _write(session, organiser, webinar, details, action, now)


def remove_recording(
    organiser: Organiser, key: str, *, seen: RecordingDetails, now: datetime
) -> None:
    """Show the recording no longer; whoever is still to be told of it is not told.

    :param seen: what stood there when the organiser opened the page.
    :raises NotFoundError: when it is no webinar that the organiser may change.
    :raises StaleRevisionError: when somebody else has entered another one since.
    """
    with transaction() as session:
        webinar = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        before = details_of(webinar)
        if not before.url:
            return
        if before != seen:
            raise StaleRevisionError(key)
        _write(session, organiser, webinar, RecordingDetails(), "recording.removed", now)


def _write(
    session: Session,
    organiser: Organiser,
    webinar: Webinar,
    details: RecordingDetails,
    action: str,
    now: datetime,
) -> None:
    before = told_values(webinar)
    webinar.recording_url, webinar.recording_until = details.url, details.until
    webinar.changed_at = now
    settle_recording(webinar, now=now)
    plan_webinar(session, webinar, now=now)
    tell_anew(session, webinar)
    about, values = ("webinar", webinar.id), changes_since(before, webinar)
    write_audit(session, actor_of(organiser), action, about, now=now, values=values)
