"""Adding somebody to a webinar: the same by hand and from a file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.models.host import Host
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.sign_ups import SignUpDetails, keep_sign_up


def add_to_webinar(
    session: Session,
    organiser: Organiser,
    host: Host,
    webinar: Webinar,
    details: SignUpDetails,
    nonce: str,
    *,
    now: datetime,
) -> int:
    """Keep a wish for somebody else and ask that person to confirm; return the sign-up's id.

    The caller holds the address.
    """
    number = keep_sign_up(session, details, [webinar], nonce, now=now, added_by=host.id)
    write_audit(
        session,
        actor_of(organiser),
        "person.added",
        ("signup", number),
        now=now,
        webinar=webinar.id,
    )
    return number
