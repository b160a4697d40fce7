"""The processes of a run: workers under a supervisor, and the web server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.points import Plan
from webinars.paths import ROOT

PATIENCE_SECONDS = 120
"""After so long a run gives up; nothing else hangs on it."""

LEASE_SECONDS = 3

QUICK = {
    "tick_seconds": "1",
    "heartbeat_seconds": "1",
    "lease_seconds": str(LEASE_SECONDS),
    "retry_seconds": "1,1,2",
    "pause_seconds": "1",
    "longest_pause_seconds": "2",
    "settle_seconds": "1",
    "ticker_seconds": "20",
    "log_level": "INFO",
}
"""All that takes minutes in life, in seconds."""


@dataclass(frozen=True)
class Event:
    """What became of a worker."""

    what: str
    """born, died, stopped, woken."""
    pid: int
    code: int
    """Exit status, or minus the signal."""
    at: float


class Crew:
    """Workers that are started anew when they die."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        """Look after a nursery that writes into this folder."""
        self._process, self._folder = process, folder

    @property
    def events(self) -> list[Event]:
        """All that has happened so far."""
        file = self._folder / "events"
        text = file.read_text() if file.exists() else ""
        return [Event(**json.loads(line)) for line in text.splitlines()]

    @property
    def log(self) -> str:
        """What the workers said."""
        return (self._folder / "log").read_text(errors="replace")

    @property
    def kills(self) -> int:
        """How many workers were killed."""
        return sum(each.what == "died" and each.code == -signal.SIGKILL for each in self.events)

    @property
    def pids(self) -> list[int]:
        """The workers alive, the eldest first."""
        events = self.events
        dead = {each.pid for each in events if each.what == "died"}
        return [each.pid for each in events if each.what == "born" and each.pid not in dead]

    def kill(self, pid: int) -> None:
        """End a worker as the kernel does when memory is short."""
        os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        """Let all end in peace, and wait for that."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(40)
            finally:
                self.wipe_out()

    def wipe_out(self) -> None:
        """End all at once, the supervisor too."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._process.wait()


@contextmanager
def crew_at_work(
    environment: Mapping[str, str],
    folder: Path,
    plan: Plan | None = None,
    *,
    size: int = 2,
    stop_seconds: float = 1.6 * LEASE_SECONDS,
) -> Iterator[Crew]:
    """Run so many workers; at the end they are let go in peace."""
    folder.mkdir(exist_ok=True, parents=True)
    given = json.dumps(asdict(plan or Plan()))
    program = [sys.executable, "-m", "tests.faults.nursery", given, str(folder / "events")]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [*program, str(size), str(stop_seconds)],
            env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stderr=log,
            start_new_session=True,
        )
    crew = Crew(process, folder)
    try:
        yield crew
        crew.end()
    finally:
        crew.wipe_out()


def wait_until(reached: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait, but not for ever."""
    patience = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < patience, "it never happened"
        time.sleep(0.1)
