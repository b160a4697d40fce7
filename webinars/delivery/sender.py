"""The sender: holds a lease, claims what is due, hands it over, one message after the other."""

from __future__ import annotations

import logging
import os
import random
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from webinars.database import claims, leases
from webinars.database.carrying import release_orphans
from webinars.database.claims import Claim
from webinars.database.engine import fresh_session, plan_anew, transaction
from webinars.delivery.batch import Batch
from webinars.delivery.circuit import Circuit
from webinars.delivery.handover import Means, deliver
from webinars.delivery.outcomes import TransportError
from webinars.delivery.throttle import Throttle
from webinars.delivery.transport import Connection
from webinars.delivery.transport_sign import TransportSign
from webinars.delivery.writing import write_together
from webinars.models.worker_sign import SENDER
from webinars.settings import Settings
from webinars.steps import worker_signs

BATCH = 10
"""Messages claimed at once: few, so that urgent lanes need not wait behind claimed ones."""

_chance = random.SystemRandom()
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lease:
    """A name under which messages are held; once lost it never comes back."""

    name: str
    lost: threading.Event = field(default_factory=threading.Event)


def sender_name() -> str:
    """Return a name that no other sender has: machine, process, chance; at most 64 characters."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


class Sender:
    """Sends due messages when told to; a heartbeat from another thread keeps its lease."""

    def __init__(
        self,
        app: Flask,
        clock: Callable[[], datetime],
        jitter: Callable[[], float] = _chance.random,
        *,
        progress: Callable[[], None] = lambda: None,
        attend: Callable[[], None] = lambda: None,
        beside: Sender | None = None,
    ) -> None:
        """Prepare; nothing is claimed and no connection is opened yet.

        :param clock: returns the present moment.
        :param jitter: returns numbers from 0 to 1.
        :param progress: called before each message, to show that the sending goes on.
        :param attend: called after each look at the clock that leases are judged by; follows it
            when it was set.
        :param beside: another sender of this worker, whose pauses and limits are ours too.
        """
        self._progress = progress
        self._attend = attend
        self._app = app
        self._clock = clock
        self._settings: Settings = app.extensions["webinars_settings"]
        self._connection = Connection(app.extensions["mail"], self._settings)
        self._circuit: Circuit = (
            Circuit(jitter, self._settings) if beside is None else beside._circuit
        )
        self._throttle: Throttle = Throttle(self._settings) if beside is None else beside._throttle
        self._means = Means(
            connection=self._connection,
            clock=clock,
            jitter=jitter,
            ladder=self._settings.retry_seconds,
            circuit=self._circuit,
            throttle=self._throttle,
        )
        self._sign = TransportSign(app, clock)
        self._stopping = threading.Event()
        self._lease: Lease | None = None
        self._batch = Batch()
        self._patient_until = 0.0

    def begin(self) -> Lease:
        """Return the lease, a new one if the last is lost; frees what dead senders left behind."""
        lease = self._lease
        if lease is not None and not lease.lost.is_set():
            return lease
        fresh = Lease(sender_name())
        now = self._attentive_now()
        with self._app.app_context(), transaction() as session:
            if lease is not None:
                leases.close_lease(session, lease.name)
            leases.open_lease(session, fresh.name, now=now, expires_at=self._lease_end(now))
            self._take_over(session, now)
            self._sign.load(session)
        _log.info("sender started name=%s", fresh.name)
        self._lease = fresh
        return fresh

    def follow_clock(self) -> None:
        """Keep the lease, and for its length leave others theirs: the clock was set anew.

        By a clock set forward every lease is over, though nobody is dead.
        """
        self._patient_until = time.monotonic() + self._settings.lease_seconds
        lease, now = self._lease, self._clock()
        if lease is not None:
            with self._app.app_context(), transaction() as session:
                self._renew(session, lease, now, though_over=True)

    def heartbeat(self, *others: Sender) -> None:
        """Renew the leases, take over from dead senders, expire what came too late.

        What waits behind a slow message is given to whoever is free. Errors are raised at the end.

        :param others: the other senders of this worker.
        """
        senders = (self, *others)
        with ExitStack() as acts:
            # The last is carried out first: nothing may cost anybody the lease.
            for sender in senders:
                acts.callback(sender._free_waiting)
            acts.callback(self._sweep)
            for sender in senders:
                acts.callback(sender._keep_lease)

    def drain(self) -> int:
        """Send until nothing is due, the transport rests or we are stopped; return how many left.

        After an error the lease is given up, so that messages in hand are taken over and not stuck.
        """
        handed_over = 0
        try:
            while self._may_go_on():
                lease = self.begin()
                batch = self._claim(lease)
                handed_over += self._work_off(lease, batch)
                if not batch and not lease.lost.is_set():
                    break
        except BaseException:
            if self._lease is not None:
                self._lease.lost.set()
            raise
        finally:
            self._connection.close()
        return handed_over

    def stop(self) -> None:
        """Let a running :meth:`drain` end after the message in hand; later ones do nothing."""
        self._stopping.set()

    def cut(self) -> None:
        """Wait for the mail server no longer; an answer still owed leaves its outcome unknown."""
        self._connection.cut()

    def end(self) -> None:
        """Give up the lease; nothing may be in hand."""
        lease, self._lease = self._lease, None
        if lease is not None:
            with self._app.app_context(), transaction() as session:
                leases.close_lease(session, lease.name)
            _log.info("sender ended name=%s", lease.name)

    def _attentive_now(self) -> datetime:
        # In this order: a jump that this moment holds is known when leases are judged by it.
        now = self._clock()
        self._attend()
        return now

    def _keep_lease(self) -> None:
        lease, now = self._lease, self._attentive_now()
        if lease is not None:
            with self._app.app_context(), transaction() as session:
                self._renew(session, lease, now)

    def _sweep(self) -> None:
        now = self._attentive_now()
        with self._app.app_context(), transaction() as session:
            taken = self._take_over(session, now)
            expired = claims.expire(session, now)
            worker_signs.seen(session, SENDER, now=now)
            release_orphans(session)
        if taken or expired:
            _log.warning("messages swept taken_over=%s expired=%s", taken, expired)

    def _take_over(self, session: Session, now: datetime) -> int:
        plan_anew(session)
        patient = time.monotonic() < self._patient_until
        return 0 if patient else claims.take_over(session, now)

    def _lease_end(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self._settings.lease_seconds)

    def _renew(
        self, session: Session, lease: Lease, now: datetime, *, though_over: bool = False
    ) -> bool:
        until = self._lease_end(now)
        held = leases.renew_lease(
            session, lease.name, now=now, expires_at=until, though_over=though_over
        )
        if not held:
            _log.error("sender lost its lease name=%s", lease.name)
            lease.lost.set()
        return held

    def _may_go_on(self) -> bool:
        now = self._clock()
        resting = self._circuit.is_open(now) or not self._throttle.has_room(now)
        return not self._stopping.is_set() and not resting

    def _is_overtaken(self, claim: Claim) -> bool:
        """Tell whether something more urgent has become due since this batch was claimed."""
        return claims.is_due(fresh_session(), self._clock(), before_lane=claim.lane)

    def _claim(self, lease: Lease) -> list[Claim]:
        """Claim the next batch, behind an open connection: an outage touches no message."""
        with self._app.app_context():
            due = claims.is_due(fresh_session(), self._clock())
        if not due and not self._sign.failing:
            return []
        try:
            self._connection.open()
        except TransportError as error:
            self._pause(error)
            return []
        if not due:
            # Nobody waits, but everybody is told that mails do not go out: this was a trial.
            self._recover()
            return []
        now = self._attentive_now()
        with self._app.app_context(), transaction() as session:
            plan_anew(session)
            if not self._renew(session, lease, now):
                return []
            return claims.claim_due(session, lease.name, limit=BATCH, now=now)

    def _work_off(self, lease: Lease, claimed: Sequence[Claim]) -> int:
        accepted, begun = 0, False
        self._batch = batch = Batch(claimed)
        with self._app.app_context():
            written = write_together(claimed, self._clock())
        while (claim := batch.next()) is not None:
            self._progress()
            try:
                with self._app.app_context():
                    late = begun and self._is_overtaken(claim)
                    if late or not self._may_go_on() or lease.lost.is_set():
                        self._give_back([claim, *batch.rest()])
                        break
                    begun = True
                    accepted += deliver(claim, self._means, written.get(claim.id))
            except TransportError as error:
                self._pause(error)
                self._give_back([claim, *batch.rest()])
                break
            self._recover()
        return accepted

    def _give_back(self, batch: Sequence[Claim]) -> None:
        with self._app.app_context(), transaction() as session:
            claims.give_back(session, batch)

    def _free_waiting(self) -> None:
        rest = self._batch.rest(self._settings.heartbeat_seconds)
        try:
            if rest:
                self._give_back(rest)
        except BaseException:
            # Nobody remembers them now; with the lease they are taken over.
            if self._lease is not None:
                self._lease.lost.set()
            raise

    def _recover(self) -> None:
        self._circuit.reset()
        self._sign.worked()

    def _pause(self, error: TransportError) -> None:
        pause = self._circuit.trip(self._clock())
        _log.error("transport paused seconds=%.0f error=%s", pause.total_seconds(), error)
        self._sign.failed(str(error))
