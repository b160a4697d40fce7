from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.service import STOP_SECONDS, free_port
from tests.support.settings import environment_for
from webinars.cli.context import RefusedError
from webinars.cli.serve import require_free, split_address

HOST = "127.0.0.1"
PATIENCE = 30

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what has nothing to do with the kind of database; processes are slow to start."""


class Server:
    """One ``webinars serve``, with what it has written."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.log = log
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "webinars", "serve"],
                env={**os.environ, **environment, "WEBINARS_LISTEN": f"{HOST}:{self.port}"},
                stdout=stream,
                stderr=stream,
            )

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            return connection.getresponse().status
        finally:
            connection.close()

    def await_answer(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                self.get("/en/")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self.log.read_text())

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in children.read_text().split()]


@pytest.fixture
def serve(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(**settings: str) -> Server:
        environment = environment_for(database_url, 25, **settings)
        server = Server(environment, tmp_path / f"serve-{len(started)}.log")
        started.append(server)
        server.await_answer()
        return server

    yield start
    for server in started:
        server.process.terminate()
        server.process.wait(STOP_SECONDS)


def test_pages_are_served_by_as_many_processes_as_the_settings_say(serve):
    server = serve(web_processes="3")

    assert [server.get("/en/") for _ in range(6)] == [200] * 6
    assert len(server.workers()) == 3


@ONE_DATABASE
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_and_all_its_processes(serve, sign: signal.Signals):
    server = serve()
    workers = server.workers()

    server.process.send_signal(sign)

    assert server.process.wait(PATIENCE) == 0
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    with pytest.raises(OSError, match="refused"):
        server.get("/en/")


@ONE_DATABASE
def test_no_personal_link_reaches_the_log_not_even_when_a_page_fails(serve, database_url: str):
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as raw:
        raw.execute("DROP TABLE signups")
    server = serve(log_level="DEBUG")

    statuses = [
        server.get(f"/de/{page}/17.SECRETSECRETSECRETSECR")
        for page in ("confirm", "not-me", "my", "join")
    ]

    server.process.terminate()
    server.process.wait(PATIENCE)
    log = server.log.read_text()
    assert 500 <= statuses[0] < 600
    assert "Traceback" in log
    assert "SECRET" not in log


@ONE_DATABASE
def test_a_process_that_dies_is_replaced(serve):
    server = serve(web_processes="1")
    [victim] = server.workers()

    os.kill(victim, signal.SIGKILL)

    deadline = time.monotonic() + PATIENCE
    while server.workers() in ([victim], []) and time.monotonic() < deadline:
        time.sleep(0.1)
    server.await_answer()
    assert server.workers() not in ([victim], [])


@ONE_DATABASE
def test_an_address_in_use_is_refused_with_a_sentence(database_url: str):
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        environment = environment_for(database_url, 25, listen=f"{HOST}:{port}")
        done = subprocess.run(
            [sys.executable, "-m", "webinars", "serve"],
            env={**os.environ, **environment, "LC_ALL": "C"},
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )

    assert done.returncode == 2
    assert done.stderr.startswith(f"Cannot listen on {HOST}, port {port}: Address already in use")
    assert len(done.stderr.splitlines()) == 1


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(RefusedError, match=r"Cannot listen on 192\.0\.2\.1, port 80"):
        require_free("192.0.2.1", 80)


@pytest.mark.parametrize(
    ("listen", "expected"),
    [("127.0.0.1:8000", ("127.0.0.1", 8000)), ("[::1]:80", ("::1", 80)), ("a.b:1", ("a.b", 1))],
)
def test_an_address_is_taken_apart(listen: str, expected: tuple[str, int]):
    assert split_address(listen) == expected
