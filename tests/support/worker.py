"""The worker as a process of its own, or in this one, until something has happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import func, select

from webinars.database.engine import db
from webinars.models.message import Sender as Lease
from webinars.worker import run_worker

PATIENCE_SECONDS = 120
"""After so long a test gives up; nothing is expected to be fast."""


QUICK = {"tick_seconds": "1", "heartbeat_seconds": "1", "lease_seconds": "3"}
"""Settings with which a worker need not be waited for."""


def wait_until(reached: Callable[[], bool]) -> None:
    """Wait, but not for ever."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < patience, "it never happened"
        time.sleep(0.05)


@contextmanager
def worker(environment: Mapping[str, str], *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``webinars work``; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "webinars", "work", *options], env={**os.environ, **environment}
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def run_until(app: Flask, steps: Callable[[], None]) -> None:
    """Run the worker here while the steps are taken in another thread; then stop it."""
    main = threading.get_ident()
    failures: list[BaseException] = []

    def take_steps() -> None:
        try:
            # Once the lease stands the worker has blocked the signals.
            wait_until(lambda: lease_count(app) == 1)
            steps()
        except BaseException as error:  # noqa: BLE001 - told by the other thread
            failures.append(error)
        signal.pthread_kill(main, signal.SIGTERM)

    thread = threading.Thread(target=take_steps)
    thread.start()
    run_worker(app)
    thread.join()
    assert failures == []


def lease_count(app: Flask) -> int:
    """Return how many senders are known."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Lease)) or 0
