"""What a running worker does besides sending what is due: bounces, connections, looking ahead."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered
from tests.delivery.scripted_smtp import scripted_server
from tests.factories import (
    make_message,
    make_registration,
    make_reminder,
    make_signup,
    make_webinar,
)
from tests.support import returned
from tests.support.planning import HOUR, occurrences, plan
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from tests.support.worker import PATIENCE_SECONDS, QUICK, run_until, wait_until, worker
from webinars import clock
from webinars.database.engine import db, is_sqlite, transaction
from webinars.models.message import Message, MessageState
from webinars.models.message import Sender as Lease
from webinars.models.worker_sign import PLANNER, WorkerSign


def found(session: Session, statement: Select[Any]) -> Any:
    """Ask, and end the transaction before anything is waited for."""
    session.rollback()
    value = session.scalar(statement)
    session.rollback()
    return value


def test_a_running_worker_reads_the_mailbox_of_returned_mails(
    app: Flask, session: Session, smtp: Sink, database_url: str, tmp_path: Path
) -> None:
    message = make_message(
        session,
        state=MessageState.SENT,
        attempt=1,
        recipient=returned.KIM,
        settled_at=clock.now(),
        due_at=clock.now(),
    )
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = dataclasses.replace(
        settings, bounce_address="bounces@example.org"
    )
    mail, number = returned.bounce(returned.path_of(message.id)), message.id
    session.rollback()
    for name in ("new", "cur", "tmp"):
        (tmp_path / "returned" / name).mkdir(parents=True)
    told = {"bounce_maildir": str(tmp_path / "returned"), "bounce_address": "bounces@example.org"}
    quick = environment_for(database_url, smtp.port, bounce_seconds="1", **told, **QUICK)
    state = select(Message.state).where(Message.id == number)

    with worker(quick) as process:
        (tmp_path / "returned" / "new" / "1.bounce").write_bytes(mail)
        wait_until(lambda: found(session, state) == MessageState.BOUNCED)
        wait_until(lambda: not [*(tmp_path / "returned").glob("*/*")])
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0


def test_two_connections_of_a_worker_share_the_messages_and_send_each_once(
    session: Session, database_url: str
) -> None:
    signup = make_signup(session, created_at=clock.now())
    about = {"subject_id": signup.id, "recipient": signup.email, "due_at": clock.now()}
    wanted = [make_rendered(session, **about, version=each).message_id for each in range(1, 41)]
    session.rollback()
    both = threading.Barrier(2)

    with scripted_server() as server:

        def meet() -> None:
            # The first mail of either waits until the other connection has one in hand too.
            if not server.accepted:
                both.wait(PATIENCE_SECONDS)

        server.before["DATA"] = meet
        busy = environment_for(database_url, server.port, mail_connections="2", **QUICK)
        with worker(busy) as process:
            wait_until(lambda: len(server.accepted) >= len(wanted))
            process.terminate()
            assert process.wait(PATIENCE_SECONDS) == 0

        assert Counter(server.message_ids) == Counter(wanted)
        assert not both.broken
        assert server.connections >= 2


def test_a_reminder_leaves_at_its_moment_without_any_tick_in_between(
    app: Flask, session: Session, smtp: Sink
) -> None:
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = dataclasses.replace(settings, tick_seconds=3600)
    start = (clock.now() + timedelta(hours=1, seconds=5)).replace(microsecond=0)
    webinar = make_webinar(session, local_start=start.replace(tzinfo=None), time_zone="UTC")
    make_reminder(session, webinar=webinar, **HOUR)
    plan(webinar, clock.now())
    make_registration(session, webinar=webinar, created_at=clock.now() - timedelta(days=1))
    session.rollback()
    looked: list[datetime] = []

    def steps() -> None:
        def planner_was_here() -> bool:
            with app.app_context():
                signs = select(WorkerSign.seen_at).where(WorkerSign.part == PLANNER)
                looked[:] = db.session.scalars(signs)
            return bool(looked)

        wait_until(planner_was_here)
        wait_until(lambda: len(smtp.envelopes) == 1)

    run_until(app, steps)

    (occurrence,) = occurrences(session)
    assert looked[0] < occurrence.due_at
    assert occurrence.queued_at is not None
    assert occurrence.due_at <= occurrence.queued_at < occurrence.useful_until


def test_a_planner_that_has_to_wake_the_sender_does_not_hold_up_the_end(
    session: Session, database_url: str, smtp: Sink
) -> None:
    start = (clock.now() + timedelta(hours=1, seconds=8)).replace(microsecond=0)
    webinar = make_webinar(session, local_start=start.replace(tzinfo=None), time_zone="UTC")
    make_reminder(session, webinar=webinar, **HOUR)
    plan(webinar, clock.now())
    make_registration(session, webinar=webinar, created_at=clock.now() - timedelta(days=1))
    session.rollback()
    seldom = environment_for(database_url, smtp.port, tick_seconds="60")

    with worker(seldom) as process:
        wait_until(lambda: found(session, select(func.count()).select_from(Lease)) == 1)
        with transaction() as writing:
            hold_occurrences(writing)
            wait_until(lambda: clock.now() > start - timedelta(minutes=59, seconds=58))
            process.terminate()
            time.sleep(1)
        assert process.wait(PATIENCE_SECONDS) == 0


def hold_occurrences(session: Session) -> None:
    """Let others who write about occurrences wait; on SQLite a transaction does so anyway."""
    if not is_sqlite():
        session.execute(text("LOCK TABLE occurrences IN EXCLUSIVE MODE"))
