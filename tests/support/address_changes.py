"""Wishes to use another address, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW, make_attendee, numbers
from tests.support.saving import save
from webinars.models.address_change import AddressChange
from webinars.models.attendee import Attendee


def make_address_change(
    session: Session, attendee: Attendee | None = None, **overrides: Any
) -> AddressChange:
    """Make the wish to use another address, which neither mailbox has confirmed."""
    values: dict[str, Any] = {
        "attendee_id": (attendee or make_attendee(session)).id,
        "email": f"new.{next(numbers)}@example.org",
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=48),
        **overrides,
    }
    return save(session, AddressChange(**values))
