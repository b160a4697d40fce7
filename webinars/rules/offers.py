"""Until when a free seat is held for the person on the waiting list to whom it is offered."""

from __future__ import annotations

from datetime import datetime, timedelta

MOST_OFFER_HOURS = 168
"""The longest time to accept an offer: a week."""

LAST_OFFER = timedelta(hours=1)
"""Before the start an offer ends at the latest; from then on seats are given at once."""


def offer_deadline(hours: int, starts_at: datetime, now: datetime) -> datetime | None:
    """Return until when a seat that is free now is offered; None: it is given at once.

    :param hours: 0 where the hosts want every free seat to be given at once.
    """
    latest = starts_at - LAST_OFFER
    if hours == 0 or latest <= now:
        return None
    return min(now + timedelta(hours=hours), latest)
