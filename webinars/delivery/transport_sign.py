"""What the worker writes down about the way to the mail server, for pages and monitors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.models.worker_sign import TRANSPORT, WorkerSign
from webinars.steps import worker_signs

WRITTEN_AFTER = timedelta(minutes=1)
"""How often the sign of a healthy transport is renewed; saves a write with every message."""


class TransportSign:
    """Remembers what it wrote last, so that a healthy transport costs next to nothing."""

    def __init__(self, app: Flask, clock: Callable[[], datetime]) -> None:
        """Begin without knowing anything.

        :param clock: returns the present moment.
        """
        self._app = app
        self._clock = clock
        self._worked_at: datetime | None = None
        self.failing = False
        """Whether the transport was found ill and has not worked since."""

    def load(self, session: Session) -> None:
        """Learn what an earlier worker found."""
        since = session.scalar(select(WorkerSign.failing_since).where(WorkerSign.part == TRANSPORT))
        self.failing = since is not None

    def failed(self, error: str) -> None:
        """Write down that the mail server cannot be used."""
        self.failing, self._worked_at = True, None
        with self._app.app_context(), transaction() as session:
            worker_signs.failing(session, TRANSPORT, error, now=self._clock())

    def worked(self) -> None:
        """Write down that the mail server took or judged a message."""
        now, last = self._clock(), self._worked_at
        if not self.failing and last is not None and last <= now < last + WRITTEN_AFTER:
            return
        with self._app.app_context(), transaction() as session:
            worker_signs.seen(session, TRANSPORT, now=now)
        self.failing, self._worked_at = False, now
