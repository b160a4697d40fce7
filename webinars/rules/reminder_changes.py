"""Whether a reminder can still be changed."""

from __future__ import annotations

from datetime import datetime

from webinars.errors import Refusal


def refusal_of_change(was: datetime | None, will: datetime | None, now: datetime) -> Refusal | None:
    """Return why a reminder cannot be changed so; None: it can.

    :param was: when it was due; None: nobody knew, or it was not to be sent.
    :param will: the same after the change.
    """
    if was is not None and was <= now:
        return Refusal.SENT
    if will is not None and will <= now:
        return Refusal.PAST
    return None
