"""Questions about wishes to use another e-mail address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.address_change import AddressChange
from webinars.settings import current_settings
from webinars.tokens import Purpose, is_genuine, row_of

LINK_GENERATION = 1
"""Of both links: each is used once, then the row is gone."""


def get_address_change(token: str, purpose: Purpose, now: datetime) -> AddressChange:
    """Return the open change whose link this is.

    :raises NotFoundError: when the link is not genuine, or the change done, replaced or too old.
    """
    row = row_of(token)
    key = current_settings().link_key
    if row is None or not is_genuine(token, key, purpose, row, LINK_GENERATION):
        raise NotFoundError
    found = session().scalar(
        select(AddressChange)
        .where(AddressChange.id == row, AddressChange.expires_at > now)
        .options(joinedload(AddressChange.attendee))
    )
    if found is None:
        raise NotFoundError
    return found


def find_open_change(attendee_id: int, now: datetime) -> AddressChange | None:
    """Return the change that this person waits for; None: there is none."""
    return session().scalar(
        select(AddressChange).where(
            AddressChange.attendee_id == attendee_id, AddressChange.expires_at > now
        )
    )
