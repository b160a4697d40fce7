"""What the messages say that ask both mailboxes about a new address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.formats import moment
from webinars.mail.content import ComposeError, Content, hosts_of_attendee
from webinars.mail.links import personal_url
from webinars.models.address_change import AddressChange
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind
from webinars.queries.links import LINK_GENERATION
from webinars.tokens import Purpose


def address_change(message: Message, session: Session, _now: datetime) -> Content:
    """Return the question whether a new address is to hold; nothing else the person typed."""
    change = session.get(AddressChange, message.subject_id)
    if change is None:
        raise ComposeError("this change is done, replaced or over")
    new = message.kind == MessageKind.CONFIRM_NEW_ADDRESS
    purpose = Purpose.NEW_ADDRESS if new else Purpose.OLD_ADDRESS
    zone = change.attendee.time_zone
    return Content(
        hosts=hosts_of_attendee(session, change.attendee_id),
        values={
            "old": change.attendee.email,
            "new": change.email,
            "corrected_by": change.corrected_by.name if change.corrected_by else "",
            "confirm_url": personal_url(message.language, purpose, change.id, LINK_GENERATION),
            "valid_until": moment(change.expires_at, zone, message.language),
        },
    )


def address_corrected(message: Message, session: Session, _now: datetime) -> Content:
    """Return what the mailbox used so far is told; whoever reads it may be a stranger."""
    if session.get(Attendee, message.subject_id) is None:
        raise ComposeError("there is no such attendee any more")
    return Content(hosts=hosts_of_attendee(session, message.subject_id), values={})
