"""A mail server for the demo: takes every mail and puts it into a folder instead of sending it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from mailbox import Maildir
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


class Keeper:
    """Stores each mail as one file of a maildir."""

    def __init__(self, folder: Path) -> None:
        """Keep mails in this folder; creates what is missing of a maildir."""
        for name in ("tmp", "new", "cur"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self._maildir = Maildir(folder, create=False)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store one mail; the name of this method is aiosmtpd's."""
        content = envelope.content or b""
        self._maildir.add(content if isinstance(content, bytes) else content.encode())
        return "250 Message kept"


@contextmanager
def mail_catcher(folder: Path, port: int) -> Iterator[None]:
    """Catch mails on a port of this machine while the body runs."""
    controller = Controller(
        Keeper(folder),
        hostname=HOST,
        port=port,
        ident="webinars demo",
        data_size_limit=None,
        enable_SMTPUTF8=True,
    )
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])
