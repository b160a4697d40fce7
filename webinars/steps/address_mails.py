"""Mails that anybody can cause by typing an address: few a day, so that they bother nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.models.message import Message, MessageKind

FIRST_MAILS = (MessageKind.CONFIRM_ADDRESS, MessageKind.ALREADY_REGISTERED)
"""Kinds that answer a sign-up."""

_COUNTED = (*FIRST_MAILS, MessageKind.PERSONAL_LINK, MessageKind.CONFIRM_NEW_ADDRESS)


def count_address_mails(session: Session, address_hash: str, now: datetime) -> int:
    """Return how many such mails one address was sent within the last 24 hours."""
    count = select(func.count()).where(
        Message.recipient_hash == address_hash,
        Message.kind.in_(_COUNTED),
        Message.created_at > now - timedelta(hours=24),
    )
    return session.scalar(count) or 0
