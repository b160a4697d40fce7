from __future__ import annotations

import http.client
import os
import re
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.programme import EXAMPLE, changed
from tests.support.service import free_port
from webinars.cli.mail_catcher import HOST

PATIENCE = 60
OURS = re.compile(rb"webinars\x00(serve|work)\x00")


class Demo:
    """One ``webinars demo`` in a folder of its own."""

    def __init__(self, folder: Path, port: int, *options: str) -> None:
        self.port = port
        self.lines: list[str] = []
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WEBINARS_")}
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "webinars", "demo"),
                *("--folder", str(folder), "--port", str(port), *options),
            ],
            env={**environment, "LC_ALL": "C"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def await_line(self, beginning: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not any(line.startswith(beginning) for line in self.lines):
            assert self.process.poll() is None, self.lines
            assert time.monotonic() < deadline, self.lines
            time.sleep(0.05)

    def children(self) -> dict[str, int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        found = {}
        for number in listed.split():
            match = OURS.search(Path(f"/proc/{number}/cmdline").read_bytes())
            if match:
                found[match[1].decode()] = int(number)
        return found

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def ended(self) -> int:
        code = self.process.wait(PATIENCE)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Demo]]:
    started: list[Demo] = []

    def begin(*options: str, port: int | None = None, ready: bool = True) -> Demo:
        demo = Demo(tmp_path / "data", port or free_port(), *options)
        started.append(demo)
        if ready:
            demo.await_line("Stop it with")
        return demo

    yield begin
    for demo in started:
        if demo.process.poll() is None:
            demo.process.terminate()
            demo.ended()


def mail_port(demo: Demo) -> int:
    serving = demo.children()["serve"]
    environment = Path(f"/proc/{serving}/environ").read_bytes()
    match = re.search(rb"WEBINARS_MAIL_PORT=(\d+)", environment)
    assert match is not None
    return int(match[1])


def send_mail(demo: Demo, subject: str) -> None:
    with smtplib.SMTP(HOST, mail_port(demo), timeout=10) as connection:
        connection.sendmail("a@example.org", "b@example.org", f"Subject: {subject}\r\n\r\nHello")


def test_the_demo_shows_programme_and_mailbox_and_keeps_its_folder_to_itself(start, tmp_path: Path):
    demo = start()

    base = f"http://{HOST}:{demo.port}"
    assert f"Programme: {base}/" in demo.lines
    assert f"Mailbox with every mail sent: {base}/en/mailbox" in demo.lines
    assert demo.get("/de/")[0] == demo.get("/fr/")[0] == demo.get("/en/")[0] == 200
    assert "TWEED" in demo.get("/en/")[1]
    send_mail(demo, "Caught")
    assert "Caught" in demo.get("/en/mailbox")[1]
    assert (tmp_path / "data" / "demo-keys.json").stat().st_mode & 0o077 == 0

    second = start(ready=False)

    assert second.ended() == 2
    assert second.lines == [f"A demo is already running in the folder {tmp_path / 'data'}."]
    assert demo.get("/en/")[0] == 200


def test_each_start_begins_anew_unless_the_data_is_kept_and_each_signal_stops_it(start):
    first = start()
    send_mail(first, "Remember me")
    assert_stops(first, signal.SIGINT)

    kept = start("--keep")
    assert "Remember me" in kept.get("/en/mailbox")[1]
    assert_stops(kept, signal.SIGTERM)

    anew = start()
    assert "Remember me" not in anew.get("/en/mailbox")[1]
    assert anew.get("/en/")[0] == 200
    assert_stops(anew, signal.SIGHUP)


def assert_stops(demo: Demo, sign: signal.Signals) -> None:
    children = demo.children()

    demo.process.send_signal(sign)

    assert demo.ended() == 0
    assert demo.lines[-1] == "The demo has stopped."
    assert sorted(children) == ["serve", "work"]
    assert not any(Path(f"/proc/{child}").exists() for child in children.values())


def test_a_demo_that_is_stopped_while_it_starts_does_not_begin(start):
    demo = start(ready=False)
    demo.await_line("The demo is starting")

    demo.process.send_signal(signal.SIGINT)

    assert demo.ended() == 0
    assert demo.lines[-1] == "The demo has stopped."
    assert "The demo is running." not in demo.lines


@pytest.mark.parametrize("name", ["serve", "work"])
def test_a_process_that_ends_by_itself_ends_the_demo_with_a_sentence(start, name: str):
    demo = start()
    children = demo.children()

    os.kill(children[name], signal.SIGKILL)

    assert demo.ended() == 2
    assert demo.lines[-1] == f"The demo ended because “webinars {name}” stopped (exit code -9)."
    assert not any(Path(f"/proc/{child}").exists() for child in children.values())
    with pytest.raises(OSError, match="refused"):
        demo.get("/en/")


def test_a_port_in_use_is_refused_with_a_sentence(start):
    with socket.create_server((HOST, 0)) as other:
        demo = start(port=other.getsockname()[1], ready=False)

        assert demo.ended() == 2
        assert demo.lines[-1].startswith(f"Cannot listen on {HOST}, port {demo.port}: ")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("")
    demo = Demo(tmp_path / "file" / "data", free_port())

    assert demo.ended() == 2
    assert len(demo.lines) == 1
    assert demo.lines[0].startswith("The folder ")


def test_a_programme_of_ones_own_is_shown_instead_or_every_mistake_named(start, tmp_path: Path):
    own = tmp_path / "programme.yaml"
    own.write_text(EXAMPLE, encoding="utf-8")
    demo = start("--programme", str(own))
    assert "A week of wind" in demo.get("/en/")[1]
    assert "TWEED" not in demo.get("/en/")[1]
    demo.process.send_signal(signal.SIGINT)
    assert demo.ended() == 0

    own.write_text(changed("capacity: 50", "capacity: none"), encoding="utf-8")
    wrong = start("--programme", str(own), ready=False)

    assert wrong.ended() == 1
    assert any("webinars[0].capacity" in line for line in wrong.lines)
    assert wrong.lines[-1] == "1 mistake. Nothing was stored."
