"""The service as an operator runs it: real processes of ``webinars serve`` and ``work``."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.support.forks import Forked, forked
from webinars.cli import serve

START_SECONDS = 60
STOP_SECONDS = serve.STOP_SECONDS + 30
"""A process told to end before it had quite begun is killed only after what the server gives it."""


def free_port() -> int:
    """Return a port on this machine that nobody listens on at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_service(
    settings: Mapping[str, str],
    commands: Sequence[str] = ("serve", "work"),
    *,
    port: int | None = None,
    base_url: str = "",
) -> Iterator[str]:
    """Run the commands until the body ends; yield the base URL once pages are answered.

    :param settings: environment variables; address and base URL are filled in.
    :param port: where it listens; None: on any free port.
    :param base_url: where people reach it, if a proxy stands in front.
    """
    port = port or free_port()
    base_url = base_url or f"http://localhost:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WEBINARS_")},
        **settings,
        "WEBINARS_LISTEN": f"127.0.0.1:{port}",
        "WEBINARS_PUBLIC_BASE_URL": base_url,
        "WEBINARS_TICK_SECONDS": "1",
    }
    processes: list[Forked] = []
    try:
        processes.extend(forked(command, environment) for command in commands)
        await_answer(port, "/en/", urlsplit(base_url).netloc, processes)
        yield base_url
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def await_answer(port: int, path: str, host: str, processes: Sequence[Forked] = ()) -> None:
    """Wait until a web server answers.

    :param host: as which it is asked.
    :raises RuntimeError: when it does not in time, or one of the processes has ended.
    """
    patience = time.monotonic() + START_SECONDS
    while time.monotonic() < patience:
        if any(process.poll() is not None for process in processes):
            raise RuntimeError("a process of the service ended by itself")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": host})
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"nothing answers on port {port}")
