"""Addresses that get no mails: noted when they refuse or object, lifted when they prove alive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webinars.database.upsert import insert_missing
from webinars.models.message import Message, MessageState
from webinars.models.objection import Suppression, SuppressionReason
from webinars.rules.bounces import SOFT_IN_A_ROW, Verdict, judged

_HANDED_OVER = (MessageState.SENT, MessageState.BOUNCED, MessageState.FAILED)
_BOUNCES = (SuppressionReason.HARD_BOUNCE, SuppressionReason.SOFT_BOUNCES)


def suppress(
    session: Session, recipient_hash: str, reason: SuppressionReason, *, now: datetime
) -> bool:
    """Write to this address no more; False when that was so already.

    What is queued is dropped at its claim, what is on its way at its last check.
    """
    values = {"recipient_hash": recipient_hash, "reason": reason, "created_at": now}
    return insert_missing(session, Suppression, values) is not None


def note_refusal(session: Session, recipient_hash: str, code: str, *, now: datetime) -> bool:
    """Draw the conclusion from a refusal that is written on its message already.

    A hard one suppresses the address, a soft one when it is one too many in a row.

    :param code: enhanced status code; empty: none was given.
    :returns: whether the address is suppressed from now on.
    """
    if judged(code) is Verdict.HARD:
        return suppress(session, recipient_hash, SuppressionReason.HARD_BOUNCE, now=now)
    session.flush()
    latest = session.execute(
        select(Message.status_code, Message.state)
        .where(Message.recipient_hash == recipient_hash, Message.state.in_(_HANDED_OVER))
        .order_by(Message.id.desc())
        .limit(SOFT_IN_A_ROW + 1)
    ).all()
    refused = [
        code.startswith("4") or state in {MessageState.BOUNCED, MessageState.FAILED}
        for code, state in latest
    ]
    if len(refused) <= SOFT_IN_A_ROW or not all(refused):
        return False
    return suppress(session, recipient_hash, SuppressionReason.SOFT_BOUNCES, now=now)


def lift_bounces(session: Session, recipient_hash: str) -> bool:
    """Write to an address again that has proved to receive mails; tell whether it had bounced.

    A complaint or an objection stays: only the person, through an operator, takes it back.
    """
    return _lifted(session, recipient_hash, _BOUNCES)


def lift(session: Session, recipient_hash: str) -> bool:
    """Write to an address again, whatever the reason was; tell whether there was one."""
    return _lifted(session, recipient_hash, tuple(SuppressionReason))


def _lifted(session: Session, recipient_hash: str, reasons: tuple[SuppressionReason, ...]) -> bool:
    row = session.scalars(
        delete(Suppression)
        .where(Suppression.recipient_hash == recipient_hash, Suppression.reason.in_(reasons))
        .returning(Suppression.id)
        .execution_options(synchronize_session=False)
    ).first()
    return row is not None
