"""Questions about people who want no reminders."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.objection import ReminderObjection
from webinars.models.registration import Registration
from webinars.settings import current_settings
from webinars.tokens import UNSUBSCRIBE_GENERATION, Purpose, derive, is_genuine, row_of


def stop_token(registration: Registration) -> str:
    """Return the token of the page on which a person chooses the reminders of a registration."""
    key = current_settings().link_key
    return derive(key, Purpose.STOP_REMINDERS, registration.id, UNSUBSCRIBE_GENERATION)


def genuine_row(token: str) -> int:
    """Return the registration that a link against reminders speaks of, even one that is gone.

    These links outlive every other: they must work for as long as a mail lies in a mailbox.

    :raises NotFoundError: when we never made this link.
    """
    row, key = row_of(token), current_settings().link_key
    purpose = Purpose.STOP_REMINDERS
    if row is None or not is_genuine(token, key, purpose, row, UNSUBSCRIBE_GENERATION):
        raise NotFoundError
    return row


def find_registration_to_stop(token: str, within: Session | None = None) -> Registration | None:
    """Return the registration of a link against reminders; None: its data have been deleted.

    :param within: the caller's transaction.
    :raises NotFoundError: when we never made this link.
    """
    return (within or session()).get(
        Registration,
        genuine_row(token),
        options=[joinedload(Registration.attendee), joinedload(Registration.webinar)],
    )


def find_objection(registration: Registration) -> ReminderObjection | None:
    """Return the person's wish for no reminders of this webinar; one for all of them goes first."""
    return session().scalar(
        select(ReminderObjection)
        .where(
            ReminderObjection.attendee_id == registration.attendee_id,
            or_(
                ReminderObjection.webinar_id.is_(None),
                ReminderObjection.webinar_id == registration.webinar_id,
            ),
        )
        .order_by(ReminderObjection.webinar_id.is_not(None), ReminderObjection.id)
        .limit(1)
    )
