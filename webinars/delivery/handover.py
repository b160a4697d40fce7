"""One message on its way: checked, rendered once, handed over, settled by what the server said.

Nothing here keeps a database transaction open while the mail server is spoken to.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from webinars.database import claims
from webinars.database.carrying import CompanionsGoneError, find_plan, list_companions
from webinars.database.claims import Claim
from webinars.database.engine import single_reads, transaction
from webinars.delivery.circuit import Circuit
from webinars.delivery.outcomes import HandOver, Outcome, TransportError, described
from webinars.delivery.throttle import LATER, Throttle
from webinars.delivery.transport import Connection
from webinars.mail.bounces import return_path
from webinars.mail.compose import ComposeError, compose
from webinars.models.message import Message, MessageState
from webinars.rules.retries import retry_delay
from webinars.steps.suppressions import note_refusal
from webinars.text import masked

WRITE_TRIES = 5
"""How often the result of a hand-over is written while the database cannot be reached."""

REJECTIONS_IN_A_ROW = 5
"""So many refusals that blame no recipient are the transport's trouble: it pauses."""

REJECTED_TRIES = 50
"""So often a mail is offered that the server rejects, while it takes no other; about a day."""

_DATABASE_IN_TROUBLE = (OperationalError, InterfaceError, InternalError, ProgrammingError)
"""Errors that say nothing about the message in hand: out of reach, or not our tables."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a sender needs besides its claim."""

    connection: Connection
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    """From 0 to 1, for the waits between tries."""
    ladder: Sequence[int]
    """Longest of these waits, in seconds."""
    circuit: Circuit
    throttle: Throttle


@dataclass(frozen=True)
class _Mail:
    recipient: str
    recipient_hash: str
    body: bytes


def deliver(claim: Claim, means: Means) -> bool:
    """Hand over one claimed message and settle it; True when the server accepted it.

    Needs an application context of its own.

    :raises TransportError: when the server cannot be used; the claim is still held, untouched,
        unless the server rejects one mail after the other: then it is put off.
    """
    mail = _prepare(claim, means.clock())
    if mail is None:
        return False
    with means.throttle.domain(mail.recipient) as free:
        if not free:
            _wait(claim, means.clock())
            return False
        means.throttle.count(means.clock())
        return _offer(claim, mail, means)


def _offer(claim: Claim, mail: _Mail, means: Means) -> bool:
    def before_dot() -> bool:
        with transaction(one_statement=True) as session:
            return claims.pass_last_check(session, claim, means.clock())

    result = means.connection.hand_over(
        mail.recipient, mail.body, before_dot, return_path=return_path(claim.id)
    )
    if result.outcome is Outcome.REJECTED:
        _reject(claim, result, means)
        return False
    _settle(claim, mail, result, means)
    return result.outcome is Outcome.ACCEPTED


def _prepare(claim: Claim, now: datetime) -> _Mail | None:
    """Return the mail to send; None when it is not ours, not wanted or cannot be rendered."""
    session = single_reads()
    try:
        found = claims.find_claimed(session, claim)
        if found is None:
            _tell(claim, "taken over")
            return None
        message, wanted = found
        _log.info(
            "message claimed id=%s attempt=%s kind=%s lane=%s recipient=%s",
            *(claim.id, claim.attempt, message.kind, message.lane, masked(message.recipient)),
        )
        address, body = (message.recipient, message.recipient_hash), message.body
        if wanted and body is None:
            return _render(claim, message, session, now)
    finally:
        session.rollback()
    if not wanted:
        _give_up(claim, now)
        return None
    return None if body is None else _Mail(*address, body)


def _render(claim: Claim, message: Message, session: Session, now: datetime) -> _Mail | None:
    """Render and freeze a mail; what fails here fails this message alone."""
    plan = find_plan(session, message)
    companions = list_companions(session, message, plan, now)
    try:
        return _freeze(claim, message, companions, session, now)
    except CompanionsGoneError:
        return _freeze(claim, message, (), session, now)


def _freeze(
    claim: Claim,
    message: Message,
    companions: Sequence[Message],
    session: Session,
    now: datetime,
) -> _Mail | None:
    address = message.recipient, message.recipient_hash
    carried = [each.id for each in companions]
    try:
        mail = compose(message, session, now, companions)
    except _DATABASE_IN_TROUBLE:
        raise
    except ComposeError:
        _give_up(claim, now, gone=True)
        return None
    except Exception as error:  # noqa: BLE001 - whatever a template does, the others go on
        _log.exception("message not rendered id=%s", claim.id)
        _finish(claim, MessageState.FAILED, now, described(error))
        return None

    def write(writing: Session) -> bool:
        return claims.freeze(writing, claim, mail.body, mail.title, carried, now=now)

    frozen = _record(claim, write, "rendered", one_statement=not carried)
    return _Mail(*address, mail.body) if frozen else None


def _settle(claim: Claim, mail: _Mail, result: HandOver, means: Means) -> None:
    now = means.clock()
    if result.outcome is Outcome.ACCEPTED:
        means.circuit.accept()
        _finish(claim, MessageState.SENT, now, status_code=result.status_code)
    elif result.outcome is Outcome.REFUSED:
        _refuse(claim, mail, result, now)
    elif result.outcome is Outcome.WITHHELD:
        _give_up(claim, now)
    else:
        _try_later(claim, result, means)


def _refuse(claim: Claim, mail: _Mail, result: HandOver, now: datetime) -> None:
    """Fail a message whose recipient is refused, with what follows for the address."""
    code = result.status_code

    def write(session: Session) -> bool:
        written = claims.settle(
            session, claim, MessageState.FAILED, now=now, error=result.reply, status_code=code
        )
        if written and note_refusal(session, mail.recipient_hash, code, now=now):
            _log.warning("address suppressed message=%s status=%s", claim.id, code)
        return written

    _record(claim, write, f"{MessageState.FAILED.value} reply={result.reply!r}")


def _reject(claim: Claim, result: HandOver, means: Means) -> None:
    """Put off a mail that is refused for our sake; believe it once others were accepted meanwhile.

    :raises TransportError: after several in a row; more messages would fare no better.
    """
    believed = means.circuit.stands_alone(claim.id) or claim.attempt >= REJECTED_TRIES
    row = means.circuit.reject(claim.id)
    if believed:
        _finish(
            claim,
            MessageState.FAILED,
            means.clock(),
            error=result.reply,
            status_code=result.status_code,
        )
    else:
        _try_later(claim, result, means)
    if row >= REJECTIONS_IN_A_ROW:
        raise TransportError(result.reply)


def _wait(claim: Claim, now: datetime) -> None:
    _record(
        claim,
        lambda session: claims.give_back(session, [claim], due_at=now + LATER) == 1,
        "waiting for its domain",
    )


def _try_later(claim: Claim, result: HandOver, means: Means) -> None:
    now = means.clock()
    later = now + retry_delay(means.ladder, claim.attempt, means.jitter())
    error, code = result.reply, result.status_code

    def write(session: Session) -> bool:
        if result.outcome is Outcome.UNKNOWN:
            return claims.put_in_doubt(session, claim, due_at=later, now=now, error=error)
        return claims.put_off(session, claim, due_at=later, error=error, status_code=code)

    _record(claim, write, f"{result.outcome.value} until={later.isoformat()} reply={error!r}")


def _finish(
    claim: Claim, state: MessageState, now: datetime, error: str = "", status_code: str = ""
) -> None:
    _record(
        claim,
        lambda session: claims.settle(
            session, claim, state, now=now, error=error, status_code=status_code
        ),
        f"{state.value} reply={error!r}" if error else state.value,
        one_statement=True,
    )


def _give_up(claim: Claim, now: datetime, *, gone: bool = False) -> None:
    _record(
        claim,
        lambda session: claims.give_up(session, claim, now, gone=gone) is not None,
        "given up",
    )


def _record(
    claim: Claim, write: Callable[[Session], bool], what: str, *, one_statement: bool = False
) -> bool:
    written = persistently(write, one_statement=one_statement)
    _tell(claim, what if written else "taken over")
    return written


def persistently(
    write: Callable[[Session], bool], pause_seconds: float = 1, *, one_statement: bool = False
) -> bool:
    """Write in a transaction, again while the database is out of reach: the server has acted.

    :param one_statement: see ``transaction``.
    :raises OperationalError: when it stays out of reach.
    """
    for _ in range(WRITE_TRIES - 1):
        try:
            with transaction(one_statement=one_statement) as session:
                return write(session)
        except OperationalError:
            _log.warning("database out of reach, trying again seconds=%s", pause_seconds)
            time.sleep(pause_seconds)
    with transaction(one_statement=one_statement) as session:
        return write(session)


def _tell(claim: Claim, what: str) -> None:
    _log.info("message %s id=%s attempt=%s owner=%s", what, claim.id, claim.attempt, claim.owner)
