"""A worker that stands still ends, so that it is started anew; real processes, nothing replaced
but the fault itself.
"""

from __future__ import annotations

import http.client
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered
from tests.delivery.scripted_smtp import HANG, scripted_server
from tests.factories import make_webinar
from tests.support.service import running_service
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from webinars import clock
from webinars.delivery.ping import ping
from webinars.models.worker_sign import PLANNER, WorkerSign
from webinars.pulse import Pulse

PATIENCE = 90


def run(environment: dict[str, str], script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **environment},
        timeout=PATIENCE,
        check=False,
        capture_output=True,
        text=True,
    )


KILLED_TICKER = """
import os, webinars.worker as worker
from webinars.app import create_app
from webinars.settings import Settings

class Mortal(worker.BackgroundScheduler):
    rounds = 0
    def _process_jobs(self):
        self.rounds += 1
        if self.rounds > 5:
            raise SystemExit
        return super()._process_jobs()

worker.BackgroundScheduler = Mortal
own = {k: v for k, v in os.environ.items() if k.startswith('WEBINARS_')}
worker.run_worker(create_app(Settings.from_environment(own)))
"""


def test_a_worker_whose_ticker_dies_at_work_ends(app: Flask, database_url: str, smtp: Sink) -> None:
    quick = environment_for(
        database_url, smtp.port, tick_seconds="1", heartbeat_seconds="1", ticker_seconds="1"
    )

    assert run(quick, KILLED_TICKER).returncode == 1


SILENCED = (
    """
import logging, threading
import webinars.worker as worker

worker.HANG_SECONDS = 1
threading.Timer(3, lambda: [each.acquire() for each in logging.getLogger().handlers]).start()
logging.basicConfig()
"""
    + KILLED_TICKER
)


def test_a_worker_that_cannot_even_say_that_it_ends_is_ended(
    app: Flask, database_url: str, smtp: Sink
) -> None:
    quick = environment_for(
        database_url, smtp.port, tick_seconds="1", heartbeat_seconds="1", ticker_seconds="1"
    )

    assert run(quick, SILENCED).returncode == -signal.SIGALRM


def test_a_worker_whose_job_hangs_ends(app: Flask, session: Session, database_url: str) -> None:
    make_rendered(session, due_at=clock.now())
    with scripted_server() as server:
        server.script["DATA"] = [HANG]
        patient = environment_for(
            database_url, server.port, job_seconds="2", mail_timeout="60", tick_seconds="1"
        )
        program = [sys.executable, "-m", "webinars", "work"]
        ended = subprocess.run(
            program,
            env={**os.environ, **patient},
            timeout=PATIENCE,
            check=False,
            capture_output=True,
            text=True,
        )

    assert ended.returncode == 1
    assert "job hangs, ending name=send" in ended.stderr


def test_a_job_that_goes_on_does_not_hang_and_one_that_ended_is_forgotten() -> None:
    pulse = Pulse()
    pulse.progress("send")
    time.sleep(0.02)
    pulse.progress("audit")
    job, seconds = pulse.standstill()
    assert job == "send"
    assert seconds >= 0.02

    pulse.progress("send")
    assert pulse.standstill()[0] == "audit"
    pulse.done("audit")
    pulse.done("send")
    assert pulse.standstill()[0] == ""


class Monitor(BaseHTTPRequestHandler):
    """Counts who asks."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(500 if "broken" in self.path else 200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def monitor() -> Iterator[tuple[str, list[str]]]:
    Monitor.asked = []
    server = HTTPServer(("127.0.0.1", 0), Monitor)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", Monitor.asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_healthy_worker_is_heard_by_the_monitor_and_an_ill_one_is_not(
    app: Flask,
    session: Session,
    database_url: str,
    smtp: Sink,
    monitor: tuple[str, list[str]],
) -> None:
    url, asked = monitor
    tell = (
        "import os, webinars.worker as worker\n"
        "from webinars.app import create_app\n"
        "from webinars.jobs import tell_monitor\n"
        "from webinars.settings import Settings\n"
        "own = {k: v for k, v in os.environ.items() if k.startswith('WEBINARS_')}\n"
        "app = create_app(Settings.from_environment(own))\n"
    )
    environment = environment_for(database_url, smtp.port, ping_url=f"{url}/alive")

    assert run(environment, tell + "worker.work_once(app); tell_monitor(app)").returncode == 0
    assert asked == ["/alive"]
    planner = session.scalars(select(WorkerSign).where(WorkerSign.part == PLANNER)).one()
    planner.seen_at = clock.now() - timedelta(hours=1)
    session.commit()
    assert run(environment, tell + "tell_monitor(app)").returncode == 0
    assert asked == ["/alive"]


def test_a_monitor_that_fails_harms_nothing(
    monitor: tuple[str, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    assert not ping(f"{monitor[0]}/broken")
    assert not ping("http://127.0.0.1:1/nobody")
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2


def test_a_killed_worker_turns_the_health_page_red(
    app: Flask, session: Session, database_url: str, smtp: Sink
) -> None:
    make_webinar(session)
    session.rollback()
    quick = environment_for(
        database_url, smtp.port, silent_worker_seconds="3", heartbeat_seconds="1", web_processes="1"
    )
    with running_service(quick, ("serve",)) as url:
        program = [sys.executable, "-m", "webinars", "work"]
        process = subprocess.Popen(program, env={**os.environ, **quick})
        try:
            await_status(url, 200)
        finally:
            process.kill()
            process.wait()
        await_status(url, 503)


def await_status(url: str, wanted: int) -> None:
    """Wait until the health page answers so."""
    patience = time.monotonic() + PATIENCE
    while (found := health_status(url)) != wanted:
        assert time.monotonic() < patience, found
        time.sleep(0.2)


def health_status(url: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    finally:
        connection.close()
