"""``webinars demo``: the whole service on this machine, with an example programme and a mailbox."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
from flask_babel import get_locale, gettext

from webinars.cli.context import RefusedError, application, settings_from
from webinars.cli.database import upgrade_database
from webinars.cli.demo_team import make_demo_team, team_lines
from webinars.cli.mail_catcher import HOST, free_port, mail_catcher
from webinars.cli.programme import load_or_name_mistakes
from webinars.cli.serve import require_free
from webinars.paths import DEMO_PROGRAMME

PREFIX = "WEBINARS_"
"""What the names of all settings begin with."""

START_SECONDS = 60
STOP_SECONDS = 15
LOOK_SECONDS = 0.2

DATABASE = "demo.sqlite3"
KEYS = "demo-keys.json"
MAILS = "demo-mails"
LOCK = "demo.lock"

_COMMAND = (sys.executable, "-m", "webinars")
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_demo(folder: Path, port: int, *, keep: bool, programme: bytes | None) -> None:
    """Run web server, worker and mail catcher until stopped by SIGINT, SIGTERM or SIGHUP.

    :param keep: go on with the data in the folder instead of beginning anew.
    :param programme: a programme file to load instead of the example.
    :raises RefusedError: when the demo cannot begin, or one of its processes ends by itself.
    """
    folder = folder.absolute()
    with _locked(folder):
        if not keep:
            _clear(folder)
        fresh = not (folder / DATABASE).exists()
        mail_port = free_port()
        environment = _environment(folder, port, mail_port)
        with application(settings_from(environment)) as app, _signals() as signals:
            require_free(HOST, port)
            click.echo(gettext("The demo is starting …"))
            upgrade_database()
            if programme is not None or fresh:
                load_or_name_mistakes(programme or DEMO_PROGRAMME.read_bytes())
            team = make_demo_team(app)
            with mail_catcher(folder / MAILS, mail_port):
                notes = team_lines(team, f"{_base(port)}/{get_locale()}/organiser/sign-in")
                if fresh and programme is None:
                    soon = gettext(
                        "In two or three minutes the reminders of the next webinar arrive there."
                    )
                    notes = [soon, "", *notes]
                _run(environment, port, signals, notes)
            click.echo(gettext("The demo has stopped."))


def _run(environment: dict[str, str], port: int, signals: list[int], notes: list[str]) -> None:
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name in ("serve", "work"):
            # A session of its own, so that Ctrl+C reaches the demo only, which ends them in order.
            children[name] = subprocess.Popen(  # noqa: S603 - our own program
                [*_COMMAND, name], env=environment, start_new_session=True
            )
        _await_answer(children, port, signals)
        if not signals:
            click.echo(_welcome(port, notes))
        while not signals:
            _require_alive(children)
            time.sleep(LOOK_SECONDS)
    finally:
        _stop(list(children.values()))


def _await_answer(
    children: dict[str, subprocess.Popen[bytes]], port: int, signals: list[int]
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not signals and not _answers(port):
        _require_alive(children)
        if time.monotonic() > deadline:
            raise RefusedError(gettext("The demo did not answer in time."))
        time.sleep(LOOK_SECONDS)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.client.BAD_REQUEST
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _require_alive(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        code = child.poll()
        if code is not None:
            raise RefusedError(
                gettext(
                    "The demo ended because “webinars %(command)s” stopped (exit code %(code)d).",
                    command=name,
                    code=code,
                )
            )


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        # Whoever is left of its session: processes of a web server that was killed or hangs.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@contextmanager
def _signals() -> Iterator[list[int]]:
    # The handler only takes note: nothing that could be interrupted half-way.
    received: list[int] = []
    before = {each: signal.getsignal(each) for each in _STOP_SIGNALS}
    for each in _STOP_SIGNALS:
        signal.signal(each, lambda number, _frame: received.append(number))
    try:
        yield received
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("w")
    except OSError as error:
        raise RefusedError(f"The folder {folder} cannot be used: {error.strerror}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(f"A demo is already running in the folder {folder}.") from None
        yield


def _clear(folder: Path) -> None:
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEYS):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / MAILS, ignore_errors=True)


def _environment(folder: Path, port: int, mail_port: int) -> dict[str, str]:
    mails = folder / MAILS
    mails.mkdir(exist_ok=True)
    own = {
        **_keys(folder / KEYS),
        "public_base_url": f"http://{HOST}:{port}",
        "trusted_hosts": f"{HOST},localhost",
        "database_url": f"sqlite:///{folder / DATABASE}",
        "listen": f"{HOST}:{port}",
        "mail_server": HOST,
        "mail_port": str(mail_port),
        "mail_encryption": "none",
        "mail_sender": "webinars@example.org",
        "tick_seconds": "1",
        "late_minutes": "0",
        "demo": "1",
        "demo_mailbox": str(mails),
        "log_level": "WARNING",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return inherited | {PREFIX + name.upper(): value for name, value in own.items()}


def _keys(file: Path) -> dict[str, str]:
    # Kept, so that the links in kept mails go on working.
    if not file.exists():
        names = ("secret_key", "link_key", "address_key")
        file.touch(mode=0o600)
        file.write_text(json.dumps({name: secrets.token_urlsafe(48) for name in names}))
    keys: dict[str, str] = json.loads(file.read_text())
    return keys


def _base(port: int) -> str:
    return f"http://{HOST}:{port}"


def _welcome(port: int, notes: list[str]) -> str:
    base = _base(port)
    return "\n".join(
        [
            "",
            gettext("The demo is running."),
            "",
            gettext("Programme: %(address)s", address=f"{base}/"),
            gettext(
                "Mailbox with every mail sent: %(address)s",
                address=f"{base}/{get_locale()}/mailbox",
            ),
            "",
            *notes,
            "",
            gettext("Stop it with Ctrl+C."),
        ]
    )
