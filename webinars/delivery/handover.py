"""One mail on its way: handed over, checked once more, settled by what the server said.

Nothing here keeps a database transaction open while the mail server is spoken to.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.database import claims
from webinars.database.claims import Claim
from webinars.database.engine import transaction
from webinars.delivery.circuit import Circuit
from webinars.delivery.outcomes import HandOver, Outcome, TransportError
from webinars.delivery.recording import finish, give_up, record
from webinars.delivery.throttle import LATER, Throttle
from webinars.delivery.transport import Connection
from webinars.delivery.writing import Written, write
from webinars.mail.bounces import return_path
from webinars.models.message import MessageState
from webinars.rules.retries import retry_delay
from webinars.steps.suppressions import note_refusal

REJECTIONS_IN_A_ROW = 5
"""So many refusals that blame no recipient are the transport's trouble: it pauses."""

REJECTED_TRIES = 50
"""So often a mail is offered that the server rejects, while it takes no other; about a day."""

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


def deliver(claim: Claim, means: Means, written: Written | None = None) -> bool:
    """Hand over one claimed message and settle it; True when the server accepted it.

    Needs an application context of its own.

    :param written: its mail, when it was written with others.
    :raises TransportError: when the server cannot be used; the claim is still held, untouched,
        unless the server rejects one mail after the other: then it is put off.
    """
    mail = written or write(claim, means.clock())
    if mail is None:
        return False
    with means.throttle.domain(mail.recipient) as free:
        if not free:
            _wait(claim, means.clock())
            return False
        means.throttle.count(means.clock())
        return _offer(claim, mail, means)


def _offer(claim: Claim, mail: Written, means: Means) -> bool:
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


def _settle(claim: Claim, mail: Written, result: HandOver, means: Means) -> None:
    now = means.clock()
    if result.outcome is Outcome.ACCEPTED:
        means.circuit.accept()
        finish(claim, MessageState.SENT, now, status_code=result.status_code)
    elif result.outcome is Outcome.REFUSED:
        _refuse(claim, mail, result, now)
    elif result.outcome is Outcome.WITHHELD:
        give_up(claim, now)
    else:
        _try_later(claim, result, means)


def _refuse(claim: Claim, mail: Written, result: HandOver, now: datetime) -> None:
    """Fail a message whose recipient is refused, with what follows for the address."""
    code = result.status_code

    def write(session: Session) -> bool:
        written = claims.settle(
            session, claim, MessageState.FAILED, now=now, error=result.reply, status_code=code
        )
        if written and note_refusal(session, mail.recipient_hash, code, now=now):
            _log.warning("address suppressed message=%s status=%s", claim.id, code)
        return written

    record(claim, write, f"{MessageState.FAILED.value} reply={result.reply!r}")


def _reject(claim: Claim, result: HandOver, means: Means) -> None:
    """Put off a mail that is refused for our sake; believe it once others were accepted meanwhile.

    :raises TransportError: after several in a row; more messages would fare no better.
    """
    believed = means.circuit.stands_alone(claim.id) or claim.attempt >= REJECTED_TRIES
    row = means.circuit.reject(claim.id)
    if believed:
        finish(
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
    record(
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

    record(claim, write, f"{result.outcome.value} until={later.isoformat()} reply={error!r}")
