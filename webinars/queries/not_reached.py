"""People whom our mails do not reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, union

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
    registration_id: int
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
    rows = session().execute(
        _select_unreached(Attendee, Registration.id, Message, Suppression)
        .where(Registration.webinar_id == webinar_id, registered_since(joined_at))
        .order_by(Attendee.family_name, Attendee.given_name, Attendee.id)
    )
    return [_not_reached(*row) for row in rows]


def count_not_reached(webinar_ids: Sequence[int]) -> dict[int, int]:
    """Return how many people no mail reaches, each at the first webinar only; by webinar.

    :param webinar_ids: only of webinars that the organiser may see, the first one first.
    """
    # Begins with the few addresses that anything went wrong with.
    lost = select(Message.recipient_hash).where(Message.state.in_(_LOST))
    suspected = union(lost, select(Suppression.recipient_hash))
    rows = session().execute(
        _select_unreached(Registration.attendee_id, Registration.webinar_id).where(
            Registration.webinar_id.in_(webinar_ids),
            Attendee.recipient_hash.in_(select(suspected.subquery())),
        )
    )
    first: dict[int, int] = {}
    for attendee_id, webinar_id in sorted(rows, key=lambda row: webinar_ids.index(row[1])):
        first.setdefault(attendee_id, webinar_id)
    return Counter(first.values())


def _select_unreached(*columns: Any) -> Select[Any]:
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
    return (
        select(*columns)
        .select_from(Attendee)
        .join(Registration, Registration.attendee_id == Attendee.id)
        .outerjoin(Message, Message.id == latest)
        .outerjoin(Suppression, Suppression.recipient_hash == Attendee.recipient_hash)
        .where(
            Registration.state != RegistrationState.CANCELLED,
            or_(
                Suppression.id.is_not(None),
                and_(Message.id.is_not(None), Message.state.in_(_LOST)),
            ),
        )
    )


def _not_reached(
    attendee: Attendee,
    registration_id: int,
    message: Message | None,
    suppression: Suppression | None,
) -> NotReached:
    return NotReached(
        attendee=attendee,
        registration_id=registration_id,
        state=None if message is None else message.state,
        status_code="" if message is None else message.status_code,
        words="" if message is None else message.last_error,
        since=None if message is None else message.settled_at,
        suppression=None if suppression is None else suppression.reason,
    )
