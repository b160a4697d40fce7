"""Questions about standing registrations: who is to be registered for a further webinar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from webinars.database.engine import session
from webinars.database.reminders import is_suppressed
from webinars.models.attendee import Attendee
from webinars.models.registration import Registration
from webinars.models.series import Series
from webinars.models.standing import StandingRegistration
from webinars.models.webinar import Webinar, WebinarState


def list_standing_series(attendee_id: int) -> list[Series]:
    """Return the series for whose further webinars a person is registered, with their hosts."""
    statement = (
        select(Series)
        .join(StandingRegistration, StandingRegistration.series_id == Series.id)
        .where(StandingRegistration.attendee_id == attendee_id)
        .order_by(StandingRegistration.id)
        .options(selectinload(Series.hosts))
    )
    return list(session().scalars(statement))


def list_followed_webinars(now: datetime) -> Sequence[int]:
    """Return the numbers of the webinars that somebody is still to be registered for."""
    wanted = exists().where(*_wanting(), _is_new()).correlate(Webinar)
    statement = select(Webinar.id).where(_is_open(now), wanted)
    return session().scalars(statement.order_by(Webinar.starts_at, Webinar.id)).all()


def lock_wanting(reading: Session, webinar_id: int, most: int) -> Sequence[Attendee]:
    """Return people still to be registered for a webinar, those who wished it first before others.

    Nobody else changes them or their wish until the transaction ends; whom others hold at the
    moment is left out.
    """
    statement = (
        select(Attendee)
        .join(StandingRegistration, StandingRegistration.attendee_id == Attendee.id)
        .join(Webinar, Webinar.series_id == StandingRegistration.series_id)
        .where(Webinar.id == webinar_id, *_wanting(), _is_new())
        .order_by(StandingRegistration.id)
        .limit(most)
        .with_for_update(of=(StandingRegistration, Attendee), key_share=True, skip_locked=True)
    )
    return reading.scalars(statement).all()


def _is_open(now: datetime) -> ColumnElement[bool]:
    return (
        (Webinar.state == WebinarState.PUBLISHED)
        & ~Webinar.provisional
        & (Webinar.starts_at > now)
        & or_(Webinar.opens_at.is_(None), Webinar.opens_at <= now)
        & or_(Webinar.closes_at.is_(None), Webinar.closes_at > now)
        & or_(Webinar.waiting_list, Webinar.seats_taken < Webinar.capacity)
    )


def _wanting() -> tuple[ColumnElement[bool], ...]:
    return (
        StandingRegistration.series_id == Webinar.series_id,
        StandingRegistration.attendee_id == Attendee.id,
        StandingRegistration.created_at < Webinar.published_at,
        ~is_suppressed(Attendee.recipient_hash),
    )


def _is_new() -> ColumnElement[bool]:
    # Who is registered already, or has cancelled this date, is left alone.
    return ~(
        exists()
        .where(Registration.webinar_id == Webinar.id, Registration.attendee_id == Attendee.id)
        .correlate(Webinar, Attendee)
    )
