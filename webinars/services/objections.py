"""No reminders, please: for one webinar or for all; places and news of changes stay."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.models.attendee import Attendee
from webinars.models.objection import ReminderObjection
from webinars.models.registration import Registration
from webinars.queries.objections import find_registration_to_stop


class Wish(StrEnum):
    """Which reminders a person wants."""

    ALL = "all"
    NONE_OF_WEBINAR = "none-of-webinar"
    NONE = "none"


def choose_reminders(token: str, wish: Wish, *, now: datetime) -> bool:
    """Store what the holder of a link against reminders wants; twice is once.

    Reminders that are queued are dropped at their claim, what is on its way at its last check.

    :returns: False when the person's data have been deleted: nothing is sent any more.
    :raises NotFoundError: when we never made this link.
    """
    with transaction() as session:
        registration = find_registration_to_stop(token, session)
        if registration is None:
            return False
        _lock(session, registration.attendee_id)
        if wish is Wish.ALL:
            _allow(session, registration)
        else:
            of_webinar = registration.webinar_id if wish is Wish.NONE_OF_WEBINAR else None
            _object(session, registration.attendee_id, of_webinar, now)
        return True


def _lock(session: Session, attendee_id: int) -> None:
    session.execute(select(Attendee.id).where(Attendee.id == attendee_id).with_for_update())


def _allow(session: Session, registration: Registration) -> None:
    session.execute(
        delete(ReminderObjection).where(
            ReminderObjection.attendee_id == registration.attendee_id,
            or_(
                ReminderObjection.webinar_id.is_(None),
                ReminderObjection.webinar_id == registration.webinar_id,
            ),
        )
    )


def _object(session: Session, attendee_id: int, webinar_id: int | None, now: datetime) -> None:
    same = (
        ReminderObjection.webinar_id.is_(None)
        if webinar_id is None
        else ReminderObjection.webinar_id == webinar_id
    )
    known = select(ReminderObjection.id).where(ReminderObjection.attendee_id == attendee_id, same)
    if session.scalar(known.limit(1)) is None:
        session.add(
            ReminderObjection(attendee_id=attendee_id, webinar_id=webinar_id, created_at=now)
        )
