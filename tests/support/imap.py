"""A small IMAP server behind TLS on this machine, with one folder; it does what it is told."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

HOST = "127.0.0.1"


@dataclass
class Mailbox:
    """The mails and flags of the folder, and every command that was given."""

    port: int = 0
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    capabilities: str = "IMAP4rev1 UIDPLUS"
    refused: str = ""
    """The command that is answered with NO."""

    def put(self, mail: bytes) -> int:
        """Deliver a mail; return its number."""
        uid = len(self.flags) + 1
        self.mails[uid], self.flags[uid] = mail, set()
        return uid

    def answer(self, command: str, rest: str) -> Iterator[bytes]:
        """Return the lines that come before OK."""
        if command == "CAPABILITY":
            yield f"* CAPABILITY {self.capabilities}\r\n".encode()
        elif command == "SELECT":
            yield b"* %d EXISTS\r\n" % len(self.mails)
        elif command == "UID SEARCH":
            unseen = [str(uid) for uid in self.mails if "\\Seen" not in self.flags[uid]]
            yield f"* SEARCH {' '.join(unseen)}\r\n".encode()
        elif command == "UID FETCH":
            yield self._fetched(rest)
        elif command == "UID STORE":
            uid, flags = re.match(r"(\d+) \+FLAGS.SILENT \((.*)\)", rest).groups()
            self.flags[int(uid)].update(flags.split())
        elif command == "UID EXPUNGE" and "\\Deleted" in self.flags[int(rest)]:
            del self.mails[int(rest)]

    def _fetched(self, rest: str) -> bytes:
        match = re.match(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest)
        assert match, rest
        uid, data = int(match[1]), self.mails[int(match[1])][: int(match[2])]
        return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (uid, uid, len(data), data)


class _Handler(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        mailbox: Mailbox = self.server.mailbox
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline().decode().strip():
            tag, _, rest = line.partition(" ")
            command, _, rest = rest.partition(" ")
            if command == "UID":
                word, _, rest = rest.partition(" ")
                command = f"UID {word}"
            mailbox.commands.append(f"{command} {rest}".strip())
            if command == mailbox.refused:
                self.wfile.write(f"{tag} NO not now\r\n".encode())
                continue
            if command == "LOGOUT":
                self.wfile.write(f"* BYE\r\n{tag} OK\r\n".encode())
                return
            for piece in mailbox.answer(command, rest):
                self.wfile.write(piece)
            self.wfile.write(f"{tag} OK done\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, mailbox: Mailbox, context: ssl.SSLContext) -> None:
        super().__init__((HOST, 0), _Handler)
        self.mailbox, self._context = mailbox, context

    def finish_request(self, request: Any, client_address: Any) -> None:
        # In the connection's own thread, so that a failed handshake ends only itself.
        try:
            with self._context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        except OSError:
            pass


@contextmanager
def running_imap(context: ssl.SSLContext) -> Iterator[Mailbox]:
    """Run the server on a free port."""
    mailbox = Mailbox()
    with _Server(mailbox, context) as server:
        mailbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
