"""The service's own processes, as an operator starts them."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from tests.support.service import START_SECONDS, STOP_SECONDS

SERVE, WORK = ("webinars", "serve"), ("webinars", "work")


@contextmanager
def running(
    environment: Mapping[str, str], command: Sequence[str], count: int = 1
) -> Iterator[None]:
    """Run a command until the body ends, so many times at once."""
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(_process(environment, command))
        yield


def run(environment: Mapping[str, str], module: str) -> None:
    """Run a module to its end."""
    subprocess.run([sys.executable, "-m", module], env=dict(environment), check=True)


def await_answer(port: int, path: str, host: str) -> None:
    """Wait until a web server answers.

    :raises RuntimeError: when it does not in time.
    """
    patience = time.monotonic() + START_SECONDS
    while time.monotonic() < patience:
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


@contextmanager
def _process(environment: Mapping[str, str], command: Sequence[str]) -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-m", *command], env=dict(environment)) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
