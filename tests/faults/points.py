"""Faults inside a worker: at a named point of a hand-over the process kills or stops itself.

Runs in the worker's process only, before it begins; the service itself knows nothing of this.
"""

from __future__ import annotations

import resource
import signal
import smtplib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Connection as DatabaseConnection
from sqlalchemy import Engine, Integer, String, bindparam, event, exists, select, true, update

from tests.faults.shifted import shift_clock
from tests.faults.sink import chosen
from webinars import worker
from webinars.database import claim_statements, claims
from webinars.database.claims import Claim
from webinars.delivery import handover, sender
from webinars.delivery.outcomes import Outcome
from webinars.delivery.transport import Connection
from webinars.models.message import Message

DOT = b".\r\n"
BODY_BYTES = 300
"""Commands are shorter, mails are longer."""

_SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to go wrong in a worker; nothing unless told."""

    point: str = ""
    """claimed · midway (through DATA) · offered (all but the dot) · checked (the last check is
    passed) · dotted · answered (250) · recorded."""
    chance: float = 0.0
    """Share of the messages hit, the same ones in every run."""
    always: str = ""
    """A recipient whose messages are hit each time."""
    act: str = "kill"
    """Or: stop."""
    clock: str = ""
    """File with the seconds by which the clock is wrong."""
    memory: int = 0
    """Most bytes of memory that the process may use beyond what it has; 0: as many as it likes."""
    without: str = ""
    """A guard that is switched off, to see what happens then: fence · last check · expiry."""
    births: int = 0
    """Only the first so many workers go wrong; 0: all."""
    pages: str = ""
    """File that is not empty while a SQLite database has no room to grow."""
    tick_dies: int = 0
    """After so many rounds the ticker's thread ends; 0: never."""


class _Hand(threading.local):
    claim: Claim | None = None
    recipient: str = ""


_hand = _Hand()


def arm(plan: Plan) -> None:
    """Make this process go wrong as planned."""
    if plan.clock:
        shift_clock(plan.clock)
    if plan.memory:
        _limit_memory(plan.memory)
    if plan.pages:
        _limit_pages(Path(plan.pages))
    if plan.tick_dies:
        _kill_ticker(plan.tick_dies)
    if plan.without:
        _switch_off(plan.without)
    if plan.point:
        _arm_hand_over(plan)


def _arm_hand_over(plan: Plan) -> None:
    def strike(point: str) -> None:
        claim = _hand.claim
        if point != plan.point or claim is None:
            return
        if _is_hit(plan, claim):
            # To this thread: sent to the process, another may take it, and this one goes on a bit.
            signal.pthread_kill(threading.get_ident(), _SIGNALS[plan.act])

    _wrap_deliver(strike)
    _wrap_send(strike)
    _wrap_settle(strike)


def _is_hit(plan: Plan, claim: Claim) -> bool:
    """Of first tries exactly the share is hit, of later ones as many as chance wants."""
    if plan.always and _hand.recipient == plan.always:
        return True
    if claim.attempt == 1 and plan.chance:
        return claim.id % round(1 / plan.chance) == 3
    return chosen(plan.chance, plan.point, claim.id, claim.attempt)


def _wrap_deliver(strike: Callable[[str], None]) -> None:
    deliver, hand_over = handover.deliver, Connection.hand_over

    def delivering(claim: Claim, *rest: Any) -> bool:
        _hand.claim = claim
        strike("claimed")
        return deliver(claim, *rest)

    def handing_over(self: Connection, recipient: str, *rest: Any, **named: Any) -> Any:
        _hand.recipient = recipient
        return hand_over(self, recipient, *rest, **named)

    vars(sender)["deliver"] = delivering
    Connection.hand_over = handing_over  # type: ignore[method-assign]


def _wrap_send(strike: Callable[[str], None]) -> None:
    send = smtplib.SMTP.send

    def sending(self: smtplib.SMTP, data: Any, /) -> None:
        if data == DOT:
            strike("checked")
            send(self, data)
            strike("dotted")
        elif len(data) > BODY_BYTES:
            send(self, data[: len(data) // 2])
            strike("midway")
            send(self, data[len(data) // 2 :])
            strike("offered")
        else:
            send(self, data)

    smtplib.SMTP.send = sending  # type: ignore[method-assign, assignment]


def _wrap_settle(strike: Callable[[str], None]) -> None:
    settle = handover._settle

    def settling(claim: Claim, mail: Any, result: Any, means: Any) -> None:
        if result.outcome is Outcome.ACCEPTED:
            strike("answered")
        settle(claim, mail, result, means)
        if result.outcome is Outcome.ACCEPTED:
            strike("recorded")

    handover._settle = settling


def _limit_memory(more: int) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _kill_ticker(rounds: int) -> None:
    class Mortal(BackgroundScheduler):  # type: ignore[misc]
        """Ends after so many rounds, as by an error that nobody foresaw."""

        rounds_left = rounds

        def _process_jobs(self) -> Any:
            self.rounds_left -= 1
            if self.rounds_left < 0:
                raise SystemExit
            return super()._process_jobs()

    vars(worker)["BackgroundScheduler"] = Mortal


def _switch_off(guard: str) -> None:
    {"fence": _forget_fence, "last check": _forget_last_check, "expiry": _forget_expiry}[guard]()


def _forget_fence() -> None:
    # Every parameter stays in use: a statement refuses those that it does not know.
    anybody = (
        Message.id == bindparam("claim_id"),
        bindparam("claim_attempt", type_=Integer()) >= 0,
        bindparam("claim_owner", type_=String()) != "",
    )
    unfenced = update(Message).where(*anybody).execution_options(synchronize_session=False)
    vars(claim_statements).update(_FENCE=anybody, FENCED=unfenced)
    vars(claims).update(FENCED=unfenced)


def _forget_last_check() -> None:
    vars(claims).update(pass_last_check=lambda *_given: True)


def _forget_expiry() -> None:
    queued, due, _useful, free = claim_statements.DUE
    late_too = (queued, due, free)
    any_due = select(exists().where(*late_too))
    urgent = select(exists().where(*late_too, Message.lane < claim_statements.LANE))
    vars(claim_statements).update(_USEFUL=true())
    vars(claims).update(DUE=late_too, ANY_DUE=any_due, URGENT_DUE=urgent, expire=lambda *_given: 0)


def _limit_pages(full: Path) -> None:
    def limit(connection: DatabaseConnection) -> None:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar()
        most = used if full.read_text() else 2**30
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    event.listen(Engine, "begin", limit)
