"""Writing to an address again that was suppressed."""

from __future__ import annotations

from datetime import datetime

from webinars.database.engine import transaction
from webinars.settings import current_settings
from webinars.steps.audit import write_audit
from webinars.steps.suppressions import lift
from webinars.text import clean_address
from webinars.tokens import address_hash


def lift_suppression(address: str, *, now: datetime) -> bool:
    """Write to this address again; False when it was not suppressed.

    What was dropped meanwhile stays dropped.
    """
    hashed = address_hash(current_settings().address_key, clean_address(address))
    with transaction() as session:
        lifted = lift(session, hashed)
        if lifted:
            write_audit(session, "operator", "suppression.lifted", ("suppression", None), now=now)
        return lifted
