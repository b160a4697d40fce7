"""A real SMTP server on this machine that keeps what it is given."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass
class Sink:
    """Keeps every mail; answers as told in ``replies``."""

    envelopes: list[Envelope] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    """What to answer to MAIL, RCPT or DATA instead of 250: ``{"RCPT": "550 5.1.1 unknown"}``;
    to RCPT of one address only: ``{"RCPT kim@example.org": …}``.
    """
    host: str = HOST
    port: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails in the order of their arrival, parsed."""
        return [parse(_content(envelope)) for envelope in list(self.envelopes)]

    def messages_to(self, address: str) -> list[EmailMessage]:
        """The mails to one address."""
        pairs = zip(list(self.envelopes), self.messages, strict=False)
        return [message for envelope, message in pairs if address in envelope.rcpt_tos]

    def clear(self) -> None:
        """Forget everything."""
        self.envelopes.clear()
        self.replies.clear()

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer MAIL FROM."""
        reply = self.replies.get("MAIL", "250 OK")
        if reply.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT TO."""
        reply = self.replies.get(f"RCPT {address}") or self.replies.get("RCPT", "250 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Answer the end of DATA."""
        reply = self.replies.get("DATA", "250 OK")
        if reply.startswith("2"):
            with self._lock:
                self.envelopes.append(envelope)
        return reply


class _Controller(Controller):
    def _trigger_server(self) -> None:
        # Port 0 lets the system choose; only now is it known.
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _content(envelope: Envelope) -> bytes:
    content = envelope.content or b""
    return content if isinstance(content, bytes) else content.encode()


def parse(content: bytes) -> EmailMessage:
    """Return a mail as the standard library reads it."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@contextmanager
def running_sink() -> Iterator[Sink]:
    """Run a sink on a free port."""
    sink = Sink()
    controller = _Controller(sink, hostname=HOST, port=0)
    controller.start()
    sink.port = controller.port
    try:
        yield sink
    finally:
        controller.stop()


def readable(content: bytes) -> str:
    """Return what people read of a mail, in all its parts."""
    return "\n".join(
        part.get_content()
        for part in parse(content).walk()
        if part.get_content_maintype() == "text"
    )
