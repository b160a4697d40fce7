"""The service's own processes, as an operator starts them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from tests.support.service import STOP_SECONDS

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
