"""A mail server on this machine that misbehaves as told: the judge of what was really accepted."""

from __future__ import annotations

import email
import socket
import ssl
import struct
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from email import policy
from io import BufferedRWPair

REPLIES = {
    "GREETING": "220 ready",
    "EHLO": "250 fine",
    "STARTTLS": "220 go ahead",
    "DATA": "354 go on",
    "DOT": "250 accepted",
    "QUIT": "221 bye",
}
"""What a healthy server says; 250 to everything else."""

DROP = "drop"
"""Close the connection instead of answering."""

KEEP_AND_DROP = "keep and drop"
"""At DOT: accept the mail, then close the connection instead of saying so."""

HANG = "hang"
"""Say nothing until the test is over."""


class ScriptedServer:
    """Serves SMTP in threads; each stage answers from its script first, then healthily.

    ``before`` holds what is to happen just before a stage is answered; an ``abrupt`` server resets
    connections instead of closing them.
    """

    def __init__(self, context: ssl.SSLContext | None = None, *, implicit: bool = False) -> None:
        self.script: dict[str, list[str]] = defaultdict(list)
        self.before: dict[str, Callable[[], object]] = {}
        self.accepted: list[bytes] = []
        self.lines: list[str] = []
        self.extensions: list[str] = []
        self.connections = 0
        self.abrupt = False
        self.dropped = threading.Event()
        self._context, self._implicit = context, implicit
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    @property
    def recipients(self) -> list[str]:
        """Every RCPT line, whatever came of it."""
        return [line for line in self.lines if line.upper().startswith("RCPT")]

    @property
    def message_ids(self) -> list[str]:
        return [str(email.message_from_bytes(each)["Message-ID"]) for each in self.accepted]

    @property
    def texts(self) -> list[str]:
        """What the accepted mails say, without their HTML."""
        parsed = [email.message_from_bytes(each, policy=policy.default) for each in self.accepted]
        return [mail.get_body(("plain",)).get_content() for mail in parsed]

    def choose(self, stage: str, line: str) -> str:
        """Say what to answer at this stage."""
        script = self.script[stage]
        return script.pop(0) if script else REPLIES.get(stage, "250 fine")

    def keep(self, mail: bytes) -> None:
        """Take a mail; from now on it exists."""
        self.accepted.append(mail)

    def close(self) -> None:
        if self._over.is_set():
            return
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join()
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), ExitStack() as stack:
            stack.callback(self.dropped.set)
            stack.enter_context(client)
            if self.abrupt:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if self._implicit:
                client = self._secured(client, stack)
            self._converse(client, stack)

    def _secured(self, client: socket.socket, stack: ExitStack) -> socket.socket:
        assert self._context is not None
        return stack.enter_context(self._context.wrap_socket(client, server_side=True))

    def _converse(self, client: socket.socket, stack: ExitStack) -> None:
        stream = stack.enter_context(client.makefile("rwb"))
        alive = self._answer(stream, "GREETING")
        while alive:
            line = stream.readline().decode().strip()
            verb = line.split(" ")[0].upper()
            if not verb:
                return
            if verb == "EHLO":
                offers = self.extensions + ["STARTTLS"] * bool(self._context)
                stream.write(b"250-hello\r\n")
                stream.write("".join(f"250-{each}\r\n" for each in offers).encode())
            alive = reply = self._answer(stream, verb, line)
            if verb == "STARTTLS" and alive:
                client = self._secured(client, stack)
                stream = stack.enter_context(client.makefile("rwb"))
            elif verb == "DATA" and reply.startswith("354"):
                alive = self._read_mail(stream)
            elif verb == "QUIT":
                return

    def _read_mail(self, stream: BufferedRWPair) -> str:
        lines: list[bytes] = []
        while (line := stream.readline()) != b".\r\n":
            if not line or self.script["BODY"]:
                return ""
            lines.append(line[1:] if line.startswith(b".") else line)
        return self._answer(stream, "DOT", mail=b"".join(lines))

    def _answer(self, stream: BufferedRWPair, stage: str, line: str = "", mail: bytes = b"") -> str:
        """Answer one stage; return the answer, or nothing when the connection is to be closed."""
        self.before.get(stage, lambda: None)()
        with self._lock:
            reply = self.choose(stage, line)
            if mail and (reply == KEEP_AND_DROP or reply.startswith("250")):
                self.keep(mail)
            self.lines.append(line)
        if reply == HANG:
            self._over.wait()
        if reply in {HANG, DROP, KEEP_AND_DROP}:
            return ""
        stream.write(reply.encode() + b"\r\n")
        stream.flush()
        return "" if reply.startswith("421") else reply


@contextmanager
def scripted_server(
    context: ssl.SSLContext | None = None, *, implicit: bool = False
) -> Iterator[ScriptedServer]:
    """Run a server; with a context it offers STARTTLS, or speaks TLS from the first byte."""
    server = ScriptedServer(context, implicit=implicit)
    try:
        yield server
    finally:
        server.close()
