from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered
from tests.factories import make_message, make_signup
from tests.support.faults import rename_table
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from tests.support.worker import (
    PATIENCE_SECONDS,
    QUICK,
    lease_count,
    run_until,
    wait_until,
    worker,
)
from webinars import clock
from webinars.clock import Drift
from webinars.database.engine import transaction
from webinars.models.message import Message, MessageState
from webinars.models.message import Sender as Lease
from webinars.models.signup import SignUp
from webinars.worker import work_once


@pytest.fixture
def environment(database_url: str, smtp: Sink) -> dict[str, str]:
    return environment_for(database_url, smtp.port, **QUICK)


def queue(session: Session, count: int) -> list[str]:
    """Queue so many rendered messages that are due; return their Message-IDs."""
    signup = make_signup(session, created_at=clock.now())
    about = {"subject_id": signup.id, "recipient": signup.email, "due_at": clock.now()}
    made = [
        make_rendered(session, **about, version=version).message_id
        for version in range(1, count + 1)
    ]
    session.rollback()
    return made


def states(session: Session) -> dict[MessageState, int]:
    session.rollback()
    counted = select(Message.state, func.count()).group_by(Message.state)
    found = {row[0]: row[1] for row in session.execute(counted)}
    session.rollback()
    return found


def accepted(smtp: Sink) -> Counter[str]:
    return Counter(str(message["Message-ID"]) for message in smtp.messages)


def test_working_once_sends_what_is_due_and_says_how_much(
    app: Flask, session: Session, smtp: Sink
) -> None:
    wanted = queue(session, 3)
    make_message(session, due_at=clock.now().replace(year=2100))

    assert work_once(app) == 3
    assert work_once(app) == 0

    assert accepted(smtp) == Counter(wanted)
    session.rollback()
    assert session.scalars(select(Lease)).all() == []


def test_working_once_keeps_house(app: Flask, session: Session, smtp: Sink) -> None:
    make_signup(session, created_at=clock.now().replace(year=2020))

    work_once(app)

    session.rollback()
    assert session.scalars(select(SignUp)).all() == []


def test_the_worker_sends_what_becomes_due_until_it_is_told_to_stop(
    app: Flask, session: Session, smtp: Sink
) -> None:
    wanted = queue(session, 2)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())

    run_until(app, lambda: wait_until(lambda: len(smtp.envelopes) == len(wanted)))

    assert accepted(smtp) == Counter(wanted)
    assert states(session) == {MessageState.SENT: 2}
    assert lease_count(app) == 0
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def test_a_tick_that_fails_is_told_and_later_ones_work(
    app: Flask, session: Session, smtp: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = make_rendered(session, due_at=clock.now() + timedelta(days=1)).message_id
    session.rollback()

    def steps() -> None:
        rename_table(app, "senders", "senders_elsewhere")
        with app.app_context(), transaction() as hurrying:
            hurrying.execute(update(Message).values(due_at=clock.now()))
        wait_until(lambda: "job failed name=send" in caplog.text)
        if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
            # Of a database that fails one line is enough, every two seconds.
            assert "Traceback" not in caplog.text
        rename_table(app, "senders_elsewhere", "senders")
        wait_until(lambda: len(smtp.envelopes) == 1)

    run_until(app, steps)

    assert accepted(smtp) == Counter([wanted])


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_in_peace_when_told_in_the_middle(
    app: Flask, session: Session, smtp: Sink, environment: dict[str, str], sign: signal.Signals
) -> None:
    wanted = queue(session, 100)
    with worker(environment) as process:
        wait_until(lambda: len(smtp.envelopes) >= 5)
        process.send_signal(sign)
        assert process.wait(PATIENCE_SECONDS) == 0

    left = states(session)
    assert left.get(MessageState.SENDING, 0) == 0
    assert left[MessageState.SENT] == len(smtp.envelopes)
    assert max(accepted(smtp).values()) == 1

    with worker(environment, "--once") as process:
        assert process.wait(PATIENCE_SECONDS) == 0
    assert accepted(smtp) == Counter(wanted)


def test_two_workers_share_the_work_and_send_each_message_once(
    app: Flask, session: Session, smtp: Sink, environment: dict[str, str]
) -> None:
    wanted = queue(session, 200)
    with ExitStack() as stack:
        processes = [stack.enter_context(worker(environment, "--once")) for _ in range(2)]
        for process in processes:
            assert process.wait(PATIENCE_SECONDS) == 0

    assert states(session) == {MessageState.SENT: 200}
    assert accepted(smtp) == Counter(wanted)


def test_a_killed_workers_messages_are_sent_by_the_next(
    app: Flask, session: Session, smtp: Sink, environment: dict[str, str]
) -> None:
    wanted = queue(session, 60)
    with worker(environment) as process:
        wait_until(lambda: len(smtp.envelopes) >= 10)
        process.kill()
        process.wait()
    with worker(environment):
        wait_until(lambda: states(session).get(MessageState.SENT, 0) == len(wanted))

    copies = accepted(smtp)
    assert set(copies) == set(wanted)
    # One message may have been in hand between the dot and the answer.
    assert copies.total() <= len(wanted) + 1


def test_a_worker_whose_ticker_is_dead_ends_so_that_it_is_restarted(
    app: Flask, environment: dict[str, str]
) -> None:
    script = (
        "import os, webinars.worker as worker\n"
        "from webinars.app import create_app\n"
        "from webinars.settings import Settings\n"
        "worker.BackgroundScheduler.start = lambda self: None\n"
        "own = {k: v for k, v in os.environ.items() if k.startswith('WEBINARS_')}\n"
        "worker.run_worker(create_app(Settings.from_environment(own)))\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **environment, "WEBINARS_TICKER_SECONDS": "1"},
        timeout=PATIENCE_SECONDS,
        check=False,
    )

    assert process.returncode == 1


def test_a_drift_tells_only_of_a_clock_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    drift = Drift()
    assert drift.jumped() == 0

    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() - timedelta(hours=1))
    assert round(drift.jumped()) == -3600
    assert drift.jumped() == 0
