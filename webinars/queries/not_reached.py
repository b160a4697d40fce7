"""People whom our mails do not reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from webinars.database.engine import session
from webinars.models.attendee import Attendee
from webinars.models.message import DropReason, Message, MessageState
from webinars.models.objection import Suppression, SuppressionReason
from webinars.models.registration import Registration, RegistrationState
from webinars.queries.joined import registered_since


@dataclass(frozen=True, kw_only=True)
class NotReached:
    """A person with a place, or on the waiting list, whose last mail did not arrive."""

    attendee: Attendee
    state: MessageState | None
    """Of the last message; None: there is none any more."""
    status_code: str
    words: str
    """What the other mail server said; addresses masked."""
    since: datetime | None
    suppression: SuppressionReason | None
    """Why the address gets no mails any more; None: it does."""


_SETTLED = (
    MessageState.SENT,
    MessageState.FAILED,
    MessageState.BOUNCED,
    MessageState.UNCERTAIN,
    MessageState.DROPPED,
)
_LOST = (MessageState.FAILED, MessageState.BOUNCED)


def list_not_reached(webinar_id: int, joined_at: datetime | None) -> Sequence[NotReached]:
    """Return the people of a webinar whose last message failed or came back, or who get none.

    Ask only for a webinar that the organiser may see, see ``get_webinar_of``.

    :param joined_at: since when registrations may be seen, see ``find_joined_at``.
    """
    latest = (
        select(func.max(Message.id))
        .where(
            Message.recipient_hash == Attendee.recipient_hash,
            Message.state.in_(_SETTLED),
            or_(
                Message.state != MessageState.DROPPED,
                Message.reason == DropReason.SUPPRESSED,
            ),
        )
        .correlate(Attendee)
        .scalar_subquery()
    )
    rows = session().execute(
        select(Attendee, Message, Suppression)
        .join(Registration, Registration.attendee_id == Attendee.id)
        .outerjoin(Message, Message.id == latest)
        .outerjoin(Suppression, Suppression.recipient_hash == Attendee.recipient_hash)
        .where(
            Registration.webinar_id == webinar_id,
            registered_since(joined_at),
            Registration.state != RegistrationState.CANCELLED,
            or_(
                Suppression.id.is_not(None),
                and_(Message.id.is_not(None), Message.state.in_(_LOST)),
            ),
        )
        .order_by(Attendee.family_name, Attendee.given_name, Attendee.id)
    )
    return [_not_reached(*row) for row in rows]


def _not_reached(
    attendee: Attendee, message: Message | None, suppression: Suppression | None
) -> NotReached:
    return NotReached(
        attendee=attendee,
        state=None if message is None else message.state,
        status_code="" if message is None else message.status_code,
        words="" if message is None else message.last_error,
        since=None if message is None else message.settled_at,
        suppression=None if suppression is None else suppression.reason,
    )
