"""Processes of the program, forked from one that has read it: reading takes longer than starting.

``python -m tests.support.forks`` reads the program, then a line of JSON for each process to start,
and answers with the number of the process.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping
from functools import cache
from typing import IO, Any, NoReturn

from webinars.app import main
from webinars.paths import ROOT


class Forked:
    """A process that is told to end, and waited for, as one of ``subprocess`` is."""

    def __init__(self, pid: int) -> None:
        """Hold the process of this number, which may have ended already."""
        self.pid = pid
        try:
            self._held: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._held = None

    def poll(self) -> int | None:
        """Return None as long as it runs; how it ended only its parent knows."""
        return None if self._runs(0) else 0

    def terminate(self) -> None:
        """Ask it to end."""
        self._tell(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._tell(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises TimeoutExpired as ``subprocess`` does."""
        if self._runs(timeout):
            raise subprocess.TimeoutExpired("webinars", timeout or 0)
        return 0

    def _runs(self, seconds: float | None) -> bool:
        if self._held is None:
            return False
        if select.select([self._held], [], [], seconds)[0]:
            os.close(self._held)
            self._held = None
        return self._held is not None

    def _tell(self, number: signal.Signals) -> None:
        if self._runs(0) and self._held is not None:
            signal.pidfd_send_signal(self._held, number)


def forked(command: str, environment: Mapping[str, str]) -> Forked:
    """Start ``webinars`` with this command, in exactly this environment."""
    parent = _parent()
    assert parent.stdin is not None
    assert parent.stdout is not None
    line = json.dumps({"command": command, "environment": dict(environment)})
    parent.stdin.write(f"{line}\n")
    parent.stdin.flush()
    return Forked(int(parent.stdout.readline()))


@cache
def _parent() -> subprocess.Popen[str]:
    parent = subprocess.Popen(
        [sys.executable, "-m", __spec__.name],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(parent.communicate)
    return parent


def _serve(asked: IO[str]) -> None:
    """Fork a process for each line, until there are no more."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    # What the processes say goes where errors go: their standard output is ours.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    for line in asked:
        pid = os.fork()
        if pid == 0:
            answers.close()
            _become(json.loads(line))
        answers.write(f"{pid}\n")


def _become(asked: dict[str, Any]) -> NoReturn:
    """Be the command, as if it had just been started."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.argv = ["webinars", asked["command"]]
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:  # noqa: BLE001 - nobody else could tell
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(sys.stdin)
