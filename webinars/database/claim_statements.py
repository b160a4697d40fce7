"""Statements that every message needs, put together once: that took longer than running them."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Integer, Select, Update, bindparam, exists, or_, select, update

from webinars.database.carrying import all_carried_useful
from webinars.database.reminders import is_held_back
from webinars.database.subjects import still_wanted
from webinars.models.message import Message, MessageKind, MessageState, Phase
from webinars.models.types import UtcDateTime

PRESENT = bindparam("present", type_=UtcDateTime())
"""The present moment."""

LANE = bindparam("before_lane", type_=Integer())
"""Only lanes that are more urgent than this one."""

_USEFUL = or_(Message.useful_until.is_(None), Message.useful_until > PRESENT)

_FENCE = (
    Message.id == bindparam("claim_id"),
    Message.attempt == bindparam("claim_attempt"),
    Message.owner == bindparam("claim_owner"),
    Message.state == MessageState.SENDING,
)

DUE = (
    Message.state == MessageState.QUEUED,
    Message.due_at <= PRESENT,
    _USEFUL,
    ~is_held_back(),
)
"""The conditions on a message that waits to be sent."""

ANY_DUE = select(exists().where(*DUE))

URGENT_DUE = select(exists().where(*DUE, Message.lane < LANE))

FENCED = update(Message).where(*_FENCE).execution_options(synchronize_session=False)
"""An update of a claimed message, without what it writes."""


@cache
def fenced(*names: str) -> Update:
    """Return the update of a claimed message that writes these columns.

    Its parameters are called like the columns, with ``new_`` before them.
    """
    columns = Message.__table__.c
    return FENCED.values(
        {name: bindparam(f"new_{name}", type_=columns[name].type) for name in names}
    )


@cache
def find_statement(kind: MessageKind) -> Select[Message, bool]:
    """Return the question for a claimed message of this kind, and whether it is still wanted."""
    question = select(Message, still_wanted(kind)).where(*_FENCE)
    return question.execution_options(populate_existing=True)


@cache
def list_statement(kind: MessageKind) -> Select[Message, bool]:
    """Return the question for several claimed messages of this kind; leaves out the attempt."""
    question = select(Message, still_wanted(kind)).where(
        Message.id.in_(bindparam("claim_ids", expanding=True)),
        Message.owner == bindparam("claim_owner"),
        Message.state == MessageState.SENDING,
    )
    return question.execution_options(populate_existing=True)


@cache
def last_check_statement(kind: MessageKind) -> Update:
    """Return the update that allows the final dot of a message of this kind."""
    conditions = (_USEFUL, still_wanted(kind), all_carried_useful(PRESENT))
    return FENCED.where(*conditions).values(phase=Phase.DOT)
