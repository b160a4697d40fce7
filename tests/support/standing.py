"""Standing registrations."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.support.saving import save
from webinars.models.attendee import Attendee
from webinars.models.series import Series
from webinars.models.standing import StandingRegistration


def make_standing(
    session: Session, attendee: Attendee, series: Series, **overrides: Any
) -> StandingRegistration:
    """Make a standing registration for the further webinars of a series."""
    values = {"attendee": attendee, "series": series, "created_at": NOW}
    return save(session, StandingRegistration(**{**values, **overrides}))
