"""Signs of life of the worker, for the watchdog inside it."""

from __future__ import annotations

import time


class Pulse:
    """When the ticker last called, and how long jobs stand still; read by the watchdog."""

    def __init__(self) -> None:
        """Begin alive, with no job under way."""
        self._last = time.monotonic()
        self._jobs: dict[str, float] = {}

    def beat(self) -> None:
        """Show a sign of life of the ticker."""
        self._last = time.monotonic()

    def progress(self, job: str) -> None:
        """Show that a job has begun or gone on."""
        self._jobs[job] = time.monotonic()

    def done(self, job: str) -> None:
        """Show that a job has ended."""
        self._jobs.pop(job, None)

    def seconds_silent(self) -> float:
        """Return the seconds since the last sign of life; immune to changes of the clock."""
        return time.monotonic() - self._last

    def standstill(self) -> tuple[str, float]:
        """Return the job that stands still for longest, and for how many seconds."""
        jobs = list(self._jobs.items())
        job, last = min(jobs, key=lambda each: each[1], default=("", time.monotonic()))
        return job, time.monotonic() - last
