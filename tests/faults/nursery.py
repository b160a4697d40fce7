"""Starts workers, and starts them anew when they die; as a supervisor does, only faster.

``python -m tests.faults.nursery PLAN LOG SIZE``: each worker is a process of its own, forked from
one that has read the program already. What becomes of them is told in the log, a line each.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from types import FrameType

from tests.faults.points import Plan, arm
from webinars.app import create_app
from webinars.cli.commands import WORKER_BUSY_SECONDS
from webinars.cli.logs import configure_logs
from webinars.settings import Settings
from webinars.worker import run_worker

LOOK_SECONDS = 0.02
REST_SECONDS = 0.2
"""Between a death and the next birth, so that a worker that cannot live does not spin."""


class Nursery:
    """The parent of all workers."""

    def __init__(self, plan: Plan, log: Path, size: int, stop_seconds: float) -> None:
        """Remember what to start; ``stop_seconds``: after so long a stopped worker goes on."""
        self._plan, self._size, self._stop_seconds = plan, size, stop_seconds
        self._log = log.open("a", buffering=1)
        self._alive: dict[int, float] = {}
        self._asleep: dict[int, float] = {}
        self._ending = False
        self._births = 0

    def run(self) -> None:
        """Keep so many workers alive until SIGTERM; then let them end in peace."""
        signal.signal(signal.SIGTERM, self._end)
        while not self._ending or self._alive:
            while not self._ending and len(self._alive) < self._size:
                self._bear()
            self._look()
            self._wake()
            time.sleep(LOOK_SECONDS)

    def _bear(self) -> None:
        self._births += 1
        ill = not self._plan.births or self._births <= self._plan.births
        # A worker that is being born would take the signal for its parent's, and never end.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        child = os.fork()
        if child == 0:
            _live(self._plan if ill else Plan())
        self._alive[child] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        self._tell("born", child)

    def _look(self) -> None:
        with suppress(ChildProcessError):
            while True:
                child, status = os.waitpid(-1, os.WNOHANG | os.WUNTRACED)
                if not child:
                    return
                if os.WIFSTOPPED(status):
                    self._asleep[child] = time.monotonic() + self._stop_seconds
                    self._tell("stopped", child)
                    continue
                self._alive.pop(child, None)
                self._tell("died", child, os.waitstatus_to_exitcode(status))
                time.sleep(REST_SECONDS)

    def _wake(self) -> None:
        for child, until in list(self._asleep.items()):
            if time.monotonic() >= until:
                del self._asleep[child]
                os.kill(child, signal.SIGCONT)
                self._tell("woken", child)

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._ending = True
        for child in self._alive:
            os.kill(child, signal.SIGTERM)
            os.kill(child, signal.SIGCONT)

    def _tell(self, what: str, child: int, code: int = 0) -> None:
        line = {"what": what, "pid": child, "code": code, "at": time.time()}
        self._log.write(json.dumps(line) + "\n")


def _live(plan: Plan) -> None:
    """Be a worker, as ``webinars work`` is one."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    code = 1
    try:
        own = {name: text for name, text in os.environ.items() if name.startswith("WEBINARS_")}
        settings = Settings.from_environment(own)
        configure_logs(settings.log_level, settings.log_format)
        arm(plan)
        run_worker(create_app(settings, busy_seconds=WORKER_BUSY_SECONDS))
        code = 0
    except BaseException:  # noqa: BLE001 - whatever ends a worker, only the log can tell
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    given, file, number, seconds = sys.argv[1:]
    Nursery(Plan(**json.loads(given)), Path(file), int(number), float(seconds)).run()
