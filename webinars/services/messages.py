"""What a person decides about messages that did not go their way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, null, or_, update
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import NotFoundError, NotPossibleError
from webinars.models.message import Message, MessageState, Phase
from webinars.steps.audit import write_audit

RETRIED = (MessageState.FAILED, MessageState.UNCERTAIN)
"""States from which a message may be sent once more."""


def retry_message(number: int, *, actor: str, now: datetime) -> None:
    """Queue a failed or uncertain message once more, due now.

    :param actor: as in the audit log.
    :raises NotFoundError: when there is no such message.
    :raises NotPossibleError: in another state, too late, or its address is erased.
    """
    values = {
        "state": MessageState.QUEUED,
        "due_at": now,
        "settled_at": null(),
        "owner": None,
        "phase": Phase.NONE,
        "ambiguous": 0,
    }
    useful = or_(Message.useful_until.is_(None), Message.useful_until > now)
    allowed = (Message.state.in_(RETRIED), Message.recipient != "", useful)
    with transaction() as session:
        _change(session, number, allowed, values)
        write_audit(session, actor, "message.retried", ("message", number), now=now)


def resolve_message(number: int, *, sent: bool, actor: str, now: datetime) -> None:
    """Decide about a message of which nobody knows whether it arrived.

    :param sent: the person has it; otherwise it failed, and may be sent once more.
    :raises NotFoundError: when there is no such message.
    :raises NotPossibleError: when its outcome is known.
    """
    state = MessageState.SENT if sent else MessageState.FAILED
    allowed = (Message.state == MessageState.UNCERTAIN,)
    with transaction() as session:
        _change(session, number, allowed, {"state": state, "settled_at": now})
        write_audit(
            session, actor, "message.resolved", ("message", number), now=now, state=state.value
        )


def _change(
    session: Session, number: int, allowed: tuple[Any, ...], values: dict[str, Any]
) -> None:
    changed = session.execute(
        update(Message)
        .where(Message.id == number, *allowed)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if isinstance(changed, CursorResult) and changed.rowcount == 1:
        return
    if session.get(Message, number) is None:
        raise NotFoundError(str(number))
    raise NotPossibleError(str(number))
