"""What a person decides about messages that did not go their way."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import null, or_, update
from sqlalchemy.orm import Session

from webinars.database.carrying import release
from webinars.database.changed_rows import count_changed
from webinars.database.engine import transaction
from webinars.errors import NotFoundError, NotPossibleError, SuppressedError
from webinars.models.message import Message, MessageState, Phase
from webinars.models.organiser import Organiser, Role
from webinars.queries.memberships import get_webinar_of
from webinars.queries.messages import get_message_about, has_former_address
from webinars.queries.suppressions import find_suppression
from webinars.steps.audit import actor_of, write_audit

RETRIED = (MessageState.FAILED, MessageState.UNCERTAIN)
"""States from which a message may be sent once more."""


class Decision(StrEnum):
    """What an organiser decides about a message."""

    AGAIN = "again"
    ARRIVED = "arrived"
    LOST = "lost"


def decide_about_message(
    organiser: Organiser, key: str, number: int, decision: Decision, *, now: datetime
) -> None:
    """Send a message about a webinar once more, or say whether it arrived.

    :raises NotFoundError: when the organiser may not edit the webinar, or it is not about it.
    :raises NotPossibleError: when the message no longer stands as that needs.
    :raises SuppressedError: when it would not leave, since its address gets no mails any more.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        get_message_about(organiser, webinar, number)
        act: dict[str, Any] = {"actor": actor_of(organiser), "now": now, "webinar": webinar.id}
        if decision is Decision.AGAIN:
            _retry(session, number, **act)
        else:
            _resolve(session, number, sent=decision is Decision.ARRIVED, **act)


def retry_message(number: int, *, actor: str, now: datetime) -> None:
    """Queue a failed or uncertain message once more, due now.

    :param actor: as in the audit log.
    :raises NotFoundError: when there is no such message.
    :raises NotPossibleError: in another state, too late, or its address is erased, or the person's
        no more.
    :raises SuppressedError: when it would not leave, since its address gets no mails any more.
    """
    with transaction() as session:
        _retry(session, number, actor=actor, now=now)


def resolve_message(number: int, *, sent: bool, actor: str, now: datetime) -> None:
    """Decide about a message of which nobody knows whether it arrived.

    :param sent: the person has it; otherwise it failed, and may be sent once more.
    :raises NotFoundError: when there is no such message.
    :raises NotPossibleError: when its outcome is known.
    """
    with transaction() as session:
        _resolve(session, number, sent=sent, actor=actor, now=now)


def may_go_again(message: Message, now: datetime) -> bool:
    """Tell whether a message may be sent once more, as the update asks that does it."""
    late = message.useful_until is not None and message.useful_until <= now
    if message.state not in RETRIED or not message.recipient or late:
        return False
    suppressed = find_suppression(message.recipient_hash) is not None
    return not suppressed and not has_former_address(message)


def _retry(session: Session, number: int, *, actor: str, now: datetime, **details: Any) -> None:
    message = session.get(Message, number, with_for_update=True, populate_existing=True)
    if message is not None and message.state in RETRIED:
        if find_suppression(message.recipient_hash) is not None:
            raise SuppressedError(str(number))
        if has_former_address(message):
            raise NotPossibleError(str(number))
    values: dict[str, Any] = {
        "state": MessageState.QUEUED,
        "due_at": now,
        "settled_at": null(),
        "owner": None,
        "phase": Phase.NONE,
        "ambiguous": 0,
    }
    if message is not None and message.state == MessageState.FAILED:
        # Written anew: what its mail spoke of too has gone its own way, or is to go with it again.
        values.update(body=None, title="")
        release(session, number)
    useful = or_(Message.useful_until.is_(None), Message.useful_until > now)
    allowed = (Message.state.in_(RETRIED), Message.recipient != "", useful)
    _change(session, number, allowed, values)
    write_audit(session, actor, "message.retried", ("message", number), now=now, **details)


def _resolve(
    session: Session, number: int, *, sent: bool, actor: str, now: datetime, **details: Any
) -> None:
    state = MessageState.SENT if sent else MessageState.FAILED
    allowed = (Message.state == MessageState.UNCERTAIN,)
    _change(session, number, allowed, {"state": state, "settled_at": now})
    about = ("message", number)
    details["state"] = state.value
    write_audit(session, actor, "message.resolved", about, now=now, **details)


def _change(
    session: Session, number: int, allowed: tuple[Any, ...], values: dict[str, Any]
) -> None:
    if count_changed(session, update(Message).where(Message.id == number, *allowed).values(values)):
        return
    if session.get(Message, number) is None:
        raise NotFoundError(str(number))
    raise NotPossibleError(str(number))
