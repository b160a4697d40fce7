from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from webinars import clock
from webinars.models.message import Message, MessageState

PATIENCE = 30


def start(database_url: str, smtp: Sink, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "webinars", "work", *options],
        env={**os.environ, **environment_for(database_url, smtp.port), "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def queue_message(session: Session) -> None:
    sign_up = factories.make_signup(session, expires_at=clock.now() + timedelta(days=1))
    factories.make_message(
        session, subject_id=sign_up.id, recipient=sign_up.email, due_at=clock.now()
    )
    session.commit()


def test_working_once_sends_what_is_due_and_ends(
    app: Flask, session: Session, database_url: str, smtp: Sink
):
    queue_message(session)

    process = start(database_url, smtp, "--once")
    out, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, out) == (0, "Messages handed over: 1\n"), err
    assert len(smtp.messages) == 1
    session.expire_all()
    assert session.scalars(select(Message.state)).all() == [MessageState.SENT]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_sends_what_is_due_until_it_is_told_to_stop(
    app: Flask, session: Session, database_url: str, smtp: Sink, sign
):
    queue_message(session)

    process = start(database_url, smtp)
    deadline = time.monotonic() + PATIENCE
    while not smtp.messages and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(sign)
    out, err = process.communicate(timeout=PATIENCE)

    assert len(smtp.messages) == 1, err
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_the_log_of_the_worker_holds_no_address(
    app: Flask, session: Session, database_url: str, smtp: Sink
):
    queue_message(session)
    address = session.scalars(select(Message.recipient)).one()

    process = start(database_url, smtp, "--once")
    _out, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert address not in err
