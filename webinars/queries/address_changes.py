"""Questions about wishes to use another e-mail address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.address_change import AddressChange
from webinars.models.attendee import Attendee
from webinars.models.organiser import Organiser
from webinars.queries.links import row_behind
from webinars.queries.memberships import list_hosts_of
from webinars.tokens import Purpose


def get_address_change(token: str, purpose: Purpose, now: datetime) -> AddressChange:
    """Return the open change whose link this is.

    :raises NotFoundError: when the link is not genuine, or the change done, replaced or too old.
    """
    row = row_behind(token, purpose)
    found = session().scalar(
        select(AddressChange).where(AddressChange.id == row, AddressChange.expires_at > now)
    )
    if found is None:
        raise NotFoundError
    return found


def find_correction(
    organiser: Organiser, attendee: Attendee, now: datetime
) -> AddressChange | None:
    """Return the open correction of a person's address by a team that the organiser belongs to."""
    own = [host.id for host in list_hosts_of(organiser)]
    return session().scalar(
        select(AddressChange).where(
            AddressChange.attendee_id == attendee.id,
            AddressChange.corrected_by_id.in_(own),
            AddressChange.expires_at > now,
        )
    )
