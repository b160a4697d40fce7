"""Standing registrations: further webinars of a series register people by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from webinars.database.changed_rows import count_changed
from webinars.database.engine import transaction
from webinars.models.series import Series
from webinars.models.standing import StandingRegistration
from webinars.queries.registrations import get_attendee_by_token
from webinars.queries.standing import list_followed_webinars, lock_wanting
from webinars.steps.audit import write_audit
from webinars.steps.registering import register

PORTION = 100
"""People registered in one transaction; others who register for the webinar wait as long."""


def follow_series(now: datetime) -> int:
    """Register everybody with a standing registration for what was published since; how many.

    In portions. Once is enough for ever: who is registered or has cancelled that date is left
    alone, and who could not be, because it was full, is when a seat becomes free.
    """
    return sum(_follow(webinar_id, now) for webinar_id in list_followed_webinars(now))


def end_standing(token: str, series_key: str, *, now: datetime) -> None:
    """End the standing registration of the holder of a personal link; ending it twice is once.

    The registrations that came of it stay.

    :raises NotFoundError: when the link is not genuine.
    """
    with transaction() as session:
        attendee = get_attendee_by_token(token)
        series = select(Series.id).where(Series.key == series_key)
        own = delete(StandingRegistration).where(
            StandingRegistration.attendee_id == attendee.id,
            StandingRegistration.series_id.in_(series),
        )
        if count_changed(session, own):
            subject = ("attendee", attendee.id)
            write_audit(session, "attendee", "standing.ended", subject, now=now, series=series_key)


def _follow(webinar_id: int, now: datetime) -> int:
    registered = 0
    while portion := _register_portion(webinar_id, now):
        registered += portion
    return registered


def _register_portion(webinar_id: int, now: datetime) -> int:
    with transaction() as session:
        registered = 0
        for attendee in lock_wanting(session, webinar_id, PORTION):
            if not register(session, webinar_id, attendee, now=now, standing=True):
                break
            registered += 1
        if registered:
            subject = ("webinar", webinar_id)
            write_audit(session, "worker", "standing.followed", subject, now=now, count=registered)
        return registered
