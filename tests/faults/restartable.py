"""A PostgreSQL server that a test may break off and start again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.postgres import (
    INITDB,
    UNSAFE_BUT_FAST,
    Server,
    demoted_account,
    find_binaries,
)


@dataclass(frozen=True)
class RestartableServer(Server):
    """A server of its own, with its data in this folder."""

    folder: Path

    def control(self, *what: str) -> None:
        """Call PostgreSQL's own control program."""
        options = ["-k", str(self.folder), "-c", "listen_addresses=", *UNSAFE_BUT_FAST]
        data, log = str(self.folder / "data"), str(self.folder / "log")
        program = [str(find_binaries() / "pg_ctl"), "-D", data, "-l", log, "-w"]
        self.run([*program, "-o", " ".join(options), *what])

    def restart(self) -> None:
        """Break off at once, as when the machine fails, and start again."""
        self.control("-m", "immediate", "restart")

    def run(self, command: list[str]) -> None:
        """Run a program as the server's account."""
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
        common: dict[str, Any] = {"cwd": self.folder, "env": environment, **demoted_account()}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **common)


@contextmanager
def restartable_postgres() -> Iterator[RestartableServer]:
    """Run such a server."""
    folder = Path(tempfile.mkdtemp(prefix="webinars-postgres-"))
    account = demoted_account()
    if account:
        os.chown(folder, account["user"], account["group"])
    server = RestartableServer(f"postgresql://webinars@/postgres?host={folder}", folder)
    try:
        server.run([str(find_binaries() / "initdb"), "-D", str(folder / "data"), *INITDB])
        server.control("start")
        try:
            yield server
        finally:
            server.control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
