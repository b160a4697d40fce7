"""Who may send which message: claims and fenced writes, alike on SQLite and PostgreSQL.

Every function runs inside the caller's ``transaction()``. On PostgreSQL several senders pick
different rows by SKIP LOCKED; SQLite compiles that to nothing, and there the transaction itself is
exclusive (BEGIN IMMEDIATE).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Result,
    and_,
    case,
    delete,
    exists,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.orm import Session

from webinars.database.carrying import carries, carry, lock, release
from webinars.database.changed_rows import count_changed
from webinars.database.claim_statements import (
    ANY_DUE,
    DUE,
    FENCED,
    LANE,
    PRESENT,
    URGENT_DUE,
    fenced,
    find_statement,
    last_check_statement,
    list_statement,
)
from webinars.database.leases import alive
from webinars.database.subjects import drop_reason
from webinars.models.message import Message, MessageKind, MessageState, Phase, Sender
from webinars.models.types import UtcDateTime


@dataclass(frozen=True)
class Claim:
    """The right to hand over one message; each later write carries all three (the fence)."""

    id: int
    attempt: int
    owner: str
    kind: MessageKind
    lane: int = field(default=0, compare=False)


def is_due(session: Session, now: datetime, *, before_lane: int | None = None) -> bool:
    """Tell whether any message waits to be sent; takes no lock, so that idle senders stay quiet.

    :param before_lane: only in lanes that are more urgent than this one.
    """
    if before_lane is None:
        return bool(session.scalar(ANY_DUE, {PRESENT.key: now}))
    return bool(session.scalar(URGENT_DUE, {PRESENT.key: now, LANE.key: before_lane}))


def claim_due(session: Session, owner: str, *, limit: int, now: datetime) -> list[Claim]:
    """Claim the next messages, urgent lanes first; none when the owner's lease is over.

    Commit before sending anything.
    """
    chosen = (
        select(Message.id)
        .where(*DUE, alive(owner, now))
        .order_by(Message.lane, Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Message)
    )
    ids = session.scalars(chosen, {PRESENT.key: now}).all()
    statement = (
        update(Message)
        .where(Message.id.in_(ids), Message.state == MessageState.QUEUED)
        .values(
            state=MessageState.SENDING,
            attempt=Message.attempt + 1,
            owner=owner,
            phase=Phase.NONE,
        )
        .returning(Message.id, Message.attempt, Message.kind, Message.lane)
        .execution_options(synchronize_session=False)
    )
    claimed = {
        row.id: Claim(row.id, row.attempt, owner, row.kind, row.lane)
        for row in session.execute(statement)
    }
    return [claimed[each] for each in ids if each in claimed]


def find_claimed(session: Session, claim: Claim) -> tuple[Message, bool] | None:
    """Return the message of a claim and whether it is still wanted; None when it is not ours."""
    row = session.execute(find_statement(claim.kind), _of(claim)).first()
    return None if row is None else (row[0], bool(row[1]))


def list_claimed(session: Session, batch: Sequence[Claim]) -> list[tuple[Claim, Message, bool]]:
    """Return the same for several claims of one sender, without those that are not ours."""
    rows: dict[int, tuple[Message, bool]] = {}
    for kind in {claim.kind for claim in batch}:
        ids = [claim.id for claim in batch if claim.kind == kind]
        values = {"claim_ids": ids, "claim_owner": batch[0].owner}
        for message, wanted in session.execute(list_statement(kind), values):
            rows[message.id] = message, bool(wanted)
    return [
        (claim, *rows[claim.id])
        for claim in batch
        if claim.id in rows and rows[claim.id][0].attempt == claim.attempt
    ]


def freeze(
    session: Session,
    claim: Claim,
    body: bytes,
    title: str,
    carried: Sequence[int] = (),
    *,
    now: datetime,
) -> bool:
    """Keep the rendered mail for every later attempt; False when the message is not ours.

    :param carried: numbers of the messages that this mail speaks of too.
    :raises CompanionsGoneError: when one of those is on its own way; roll back then.
    """
    if carried:
        lock(session, [claim.id, *carried])
    written = _set(session, claim, body=body, title=title)
    if written and carried:
        carry(session, claim.id, carried, now)
    return written


def freeze_together(session: Session, mails: Sequence[tuple[Claim, bytes, str]]) -> bool:
    """Keep several rendered mails, all or none; False when one of the messages is not ours.

    :param mails: claim, bytes and title of each; at least one.
    """
    values = [{**_of(claim), "new_body": body, "new_title": title} for claim, body, title in mails]
    if _count(session.connection().execute(fenced("body", "title"), values)) == len(mails):
        return True
    session.rollback()
    return False


def pass_last_check(session: Session, claim: Claim, now: datetime) -> bool:
    """Allow the final dot: still ours, still wanted, still useful.

    After this the outcome is unknown until the server answers.
    """
    values = {**_of(claim), PRESENT.key: now}
    return _count(session.execute(last_check_statement(claim.kind), values)) == 1


def settle(
    session: Session,
    claim: Claim,
    state: MessageState,
    *,
    now: datetime,
    error: str = "",
    status_code: str = "",
) -> bool:
    """Write the final state; False when the message is not ours any more."""
    values = {"last_error": error, "status_code": status_code}
    return _set(session, claim, state=state, owner=None, settled_at=now, **values)


def give_up(
    session: Session, claim: Claim, now: datetime, *, gone: bool = False
) -> MessageState | None:
    """Expire or drop a message that must not be sent; None when it is not ours.

    QUEUED: it is to be sent after all, for it is wanted again by now, or written anew first.

    :param gone: there is nothing left to write about, whatever the condition of its kind says.
    """
    found = find_claimed(session, claim)
    if found is None:
        return None
    message, wanted = found
    if not gone and carries(session, claim.id):
        # Its mail spoke of others too, and is not true any more; each is written anew.
        written = _write(session, claim, **_QUEUED, body=None, title="")
        return MessageState.QUEUED if written and release(session, claim.id) else None
    if gone or not wanted:
        values: dict[str, Any] = {
            "state": MessageState.DROPPED,
            "reason": drop_reason(session, message),
        }
    elif message.useful_until is not None and message.useful_until <= now:
        values = {"state": MessageState.EXPIRED}
    else:
        return MessageState.QUEUED if _write(session, claim, **_QUEUED) else None
    written = _write(session, claim, owner=None, phase=Phase.NONE, settled_at=now, **values)
    return values["state"] if written else None


def put_off(
    session: Session, claim: Claim, *, due_at: datetime, error: str, status_code: str = ""
) -> bool:
    """Queue a message again that was surely not accepted; False when it is not ours any more."""
    values = {"due_at": due_at, "last_error": error, "status_code": status_code}
    return _write(session, claim, **_QUEUED, **values)


def put_in_doubt(
    session: Session, claim: Claim, *, due_at: datetime, now: datetime, error: str
) -> bool:
    """Record that the outcome is unknown: once it is repeated, twice a person decides."""
    return _write(session, claim, **_doubtful(now), due_at=due_at, last_error=error)


def give_back(session: Session, claims: Sequence[Claim], *, due_at: datetime | None = None) -> int:
    """Return claimed messages as they were: queued, due as before, this try not counted.

    Lowering the attempt is safe because the fence holds the owner too, and the owner is the caller.

    :param due_at: not before then, instead of as before.
    """
    values = {} if due_at is None else {"due_at": due_at}
    return sum(
        _write(session, claim, **_QUEUED, **values, attempt=Message.attempt - 1) for claim in claims
    )


def expire(session: Session, now: datetime) -> int:
    """Settle queued messages that came too late to be useful; return how many."""
    late = and_(Message.state == MessageState.QUEUED, Message.useful_until <= now)
    return _sweep(session, late, state=MessageState.EXPIRED, settled_at=now)


def take_over(session: Session, now: datetime) -> int:
    """Free the messages of senders whose lease is over; return how many.

    Before the dot a mail was surely not accepted; after it the outcome is unknown.
    """
    count_changed(session, delete(Sender).where(Sender.expires_at <= now))
    orphaned = and_(
        Message.state == MessageState.SENDING,
        ~exists().where(Sender.name == Message.owner).correlate(Message),
    )
    unsent = _sweep(session, and_(orphaned, Message.phase == Phase.NONE), **_QUEUED)
    doubtful = _sweep(session, and_(orphaned, Message.phase == Phase.DOT), **_doubtful(now))
    return unsent + doubtful


_QUEUED: dict[str, Any] = {
    "state": MessageState.QUEUED,
    "owner": None,
    "phase": Phase.NONE,
}


def _doubtful(now: datetime) -> dict[str, Any]:
    first = Message.ambiguous == 0
    return {
        "state": case((first, MessageState.QUEUED.value), else_=MessageState.UNCERTAIN.value),
        "settled_at": case((first, null()), else_=literal(now, UtcDateTime())),
        "owner": None,
        "phase": Phase.NONE,
        "ambiguous": Message.ambiguous + 1,
    }


def _of(claim: Claim) -> dict[str, Any]:
    return {"claim_id": claim.id, "claim_attempt": claim.attempt, "claim_owner": claim.owner}


def _set(session: Session, claim: Claim, **values: Any) -> bool:
    """Do the same as :func:`_write`, with plain values and for every message: hence prepared."""
    parameters = {f"new_{name}": value for name, value in values.items()}
    return _count(session.execute(fenced(*values), _of(claim) | parameters)) == 1


def _write(session: Session, claim: Claim, **values: Any) -> bool:
    return _count(session.execute(FENCED.values(**values), _of(claim))) == 1


def _sweep(session: Session, condition: ColumnElement[bool], **values: Any) -> int:
    # By number: a subquery may be read anew for each row. What is held or left is seen next time.
    rows = select(Message.id).where(condition).limit(10_000).with_for_update(skip_locked=True)
    found = Message.id.in_(session.scalars(rows).all())
    return count_changed(session, update(Message).where(found).values(**values))


def _count(result: Result[Any]) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
