"""Seats: a conditional UPDATE and its row count decide who gets the last one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.errors import NotFoundError
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState


def hold_webinar(session: Session, webinar_id: int) -> Webinar:
    """Return a webinar as it stands now; nobody moves or cancels it until the transaction ends.

    Who needs several holds them in the order of their numbers, and before their registrations.

    :raises NotFoundError: when somebody has deleted it since it was looked up.
    """
    statement = (
        select(Webinar)
        .where(Webinar.id == webinar_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found


def hold_series(session: Session, series_id: int) -> None:
    """Let whoever else adds webinars to a series wait until this transaction ends.

    Of two presses of one button the second sees what the first has created. Who chooses every
    future date of the series does not wait.
    """
    held = select(Series.id).where(Series.id == series_id).with_for_update(key_share=True)
    session.execute(held).all()


def take_seat(session: Session, webinar_id: int) -> bool:
    """Take one seat of a published webinar; False when there is none left."""
    statement = (
        update(Webinar)
        .where(
            Webinar.id == webinar_id,
            Webinar.state == WebinarState.PUBLISHED,
            Webinar.seats_taken < Webinar.capacity,
        )
        .values(seats_taken=Webinar.seats_taken + 1)
    )
    return count_changed(session, statement) == 1


def add_seat(session: Session, webinar_id: int, *, now: datetime) -> None:
    """Raise the capacity of a webinar by one."""
    session.execute(
        update(Webinar)
        .where(Webinar.id == webinar_id)
        .values(capacity=Webinar.capacity + 1, changed_at=now)
        .execution_options(synchronize_session=False)
    )


def release_seat(session: Session, webinar_id: int) -> None:
    """Give one taken seat back; the caller has just ended the registration that held it."""
    session.execute(
        update(Webinar)
        .where(Webinar.id == webinar_id, Webinar.seats_taken > 0)
        .values(seats_taken=Webinar.seats_taken - 1)
        .execution_options(synchronize_session=False)
    )
