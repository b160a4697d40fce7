"""A whole demo for pictures, validators and browsers: started, asked for its mails, ended."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from tests.support.service import free_port
from webinars.paths import ROOT

START_SECONDS = 90
WELCOME = "welcome.txt"


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Run ``webinars demo`` in this folder; yield its base URL."""
    port = free_port()
    command = [sys.executable, "-m", "webinars", "demo", "--folder", str(folder)]
    with (folder / WELCOME).open("w") as welcome:
        process = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stdout=welcome)
    base_url = f"http://127.0.0.1:{port}"
    try:
        patience = time.monotonic() + START_SECONDS
        while time.monotonic() < patience:
            with suppress(OSError):
                urllib.request.urlopen(f"{base_url}/en/").close()  # noqa: S310 - our own address
                if "@" in (folder / WELCOME).read_text():
                    break
            time.sleep(0.2)
        yield base_url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def link_to(folder: Path, address: str, path: str) -> str:
    """Return the newest link to this page in a mail to this address, as soon as there is one."""
    patience = time.monotonic() + START_SECONDS
    while time.monotonic() < patience:
        for file in sorted((folder / "demo-mails").rglob("*"), key=_name, reverse=True):
            found = re.search(rf"http\S+/{path}/\S+", _plain(file, address))
            if found is not None:
                return found.group(0)
        time.sleep(0.2)
    raise SystemExit(f"no mail with a link to {path} arrived")


def _name(file: Path) -> str:
    return file.name


def _plain(file: Path, address: str) -> str:
    if not file.is_file():
        return ""
    mail = message_from_bytes(file.read_bytes(), policy=default)
    part = mail.get_body(("plain",)) if address in str(mail["To"]) else None
    return str(part.get_content()) if part is not None else ""
