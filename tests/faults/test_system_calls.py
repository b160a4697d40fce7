"""A worker killed at its k-th system call, for every k up to 40; takes long."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.faults.conftest import Figures
from tests.faults.crew import QUICK
from tests.faults.ledger import Books, open_count
from tests.faults.people import make_due_reminder, release
from tests.faults.sink import Judge
from tests.support.settings import environment_for
from webinars.database.engine import is_sqlite
from webinars.paths import ROOT

OF_FILES = ("pwrite64", "fdatasync")
CALLS = (*OF_FILES, "sendto", "recvfrom")
KILLS = 40
COUNT = 400
LEASE_SECONDS = 2

pytestmark = pytest.mark.nightly


@pytest.fixture
def strace() -> str:
    found = shutil.which("strace")
    if found is None:
        pytest.skip(
            "strace is missing, nothing was tested: install it (Debian: apt install strace)"
        )
    return found


@pytest.mark.parametrize("call", CALLS)
def test_a_kill_at_any_system_call_loses_nothing_and_costs_at_most_one_copy(
    app: Flask,
    session: Session,
    judge: Judge,
    figures: Figures,
    database_url: str,
    strace: str,
    call: str,
) -> None:
    if call in OF_FILES and not is_sqlite():
        pytest.skip("the processes of PostgreSQL write its files, not the worker")
    make_due_reminder(session, COUNT)
    release()
    quick = {**QUICK, "lease_seconds": str(LEASE_SECONDS)}
    environment = environment_for(database_url, judge.port, **quick)
    work = [sys.executable, "-m", "webinars", "work", "--once"]
    options = {"env": {**os.environ, **environment}, "cwd": ROOT, "stderr": subprocess.DEVNULL}
    kills = 0
    for number in range(1, KILLS + 1):
        inject = f"inject={call}:signal=KILL:when={number}"
        traced = [
            strace,
            "-f",
            "-qq",
            "-o",
            os.devnull,
            "-e",
            f"trace={call}",
            "-e",
            inject,
        ]
        ended = subprocess.run([*traced, *work], check=False, **options)  # type: ignore[call-overload]
        assert ended.returncode in {0, -signal.SIGKILL}
        kills += ended.returncode == -signal.SIGKILL
    for _ in range(20):
        if not open_count(app):
            break
        time.sleep(LEASE_SECONDS + 1)
        subprocess.run(work, check=True, **options)  # type: ignore[call-overload]

    books = Books(app, judge)
    books.check(COUNT)
    figures(kills=kills, lost=len(books.lost), extra=books.extra, most=books.most_copies)
    assert kills
    assert books.lost == []
    assert books.extra <= kills
    assert books.most_copies <= 2
