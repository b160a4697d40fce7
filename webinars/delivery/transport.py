"""The way to the mail server: Flask-Mail's configuration, our own connection.

Flask-Mail 0.10 has no timeout, does not check certificates, raises after the server has accepted
and swallows refused recipients; the only module that may import ``smtplib``.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, cast

import flask_mail
from email_validator import EmailNotValidError, validate_email

from webinars.delivery.outcomes import HandOver, Outcome, TransportError, described
from webinars.rules.bounces import is_about_the_address, status_code

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from webinars.settings import Settings

QUIT_SECONDS = 5
"""Longest wait for the answer to QUIT, which nobody needs."""

_UNSENDABLE = re.compile(r"[\s<>,;:\"()\[\]\\\x00-\x1f\x7f]")
_LINE_END = re.compile(rb"\r\n|\r|\n")


class Connection(flask_mail.Connection):
    """A connection that is opened when needed, reused, and hands over one mail to one recipient."""

    def __init__(self, mail: flask_mail.Mail, settings: Settings) -> None:
        """Prepare; nothing is opened yet.

        :param mail: ``current_app.extensions["mail"]``.
        """
        super().__init__(mail)
        self._settings = settings

    def __enter__(self) -> Self:
        """Open the connection."""
        self.open()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Say goodbye; what the server answers changes nothing."""
        self.close()

    def open(self) -> smtplib.SMTP:
        """Connect, encrypt and log in, unless that is done; renew a connection that is used up.

        :raises TransportError: when any of it fails.
        """
        if self.host is not None and self.num_emails >= self._settings.mail_connection_messages:
            self.close()
        if self.host is not None:
            return self.host
        if self.mail.suppress:
            raise TransportError("MAIL_SUPPRESS_SEND is set")
        try:
            self.host = self.configure_host()
        except (OSError, ValueError) as error:
            raise TransportError(described(error)) from error
        self.num_emails = 0
        return self.host

    def configure_host(self) -> smtplib.SMTP:
        """Return a greeted, encrypted and logged-in connection; errors are those of ``smtplib``."""
        host = self._connected()
        try:
            # Without this the dot, which travels alone, waits 40 ms for an acknowledgement.
            _socket(host).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            host.ehlo_or_helo_if_needed()
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def hand_over(
        self,
        recipient: str,
        body: bytes,
        before_dot: Callable[[], bool],
        *,
        return_path: str = "",
    ) -> HandOver:
        """Hand one complete mail to the server, for exactly one recipient.

        :param before_dot: asked when all but the final dot was sent; False closes the connection,
            and no mail exists.
        :param return_path: envelope sender; empty: the service mailbox.
        :raises TransportError: when the server cannot be used at all; nothing was accepted.
        """
        try:
            address = envelope_address(recipient)
        except ValueError as error:
            return HandOver(Outcome.REFUSED, described(error))
        sender = return_path or self._settings.mail_sender
        host = self._begin(sender, eight_bit=not body.isascii())
        try:
            refused = self._offer(host, address, body)
        except OSError as error:
            self.abort()
            return HandOver(Outcome.DEFERRED, described(error))
        return refused or self._finish(host, before_dot)

    def close(self) -> None:
        """End the connection politely; errors of it mean nothing, every mail is settled."""
        host = self.host
        if host is not None and host.sock is not None:
            host.sock.settimeout(min(QUIT_SECONDS, self._settings.mail_timeout))
            with suppress(OSError):
                host.quit()
        self.abort()

    def abort(self) -> None:
        """Cut the connection at once; a mail without its dot does not exist."""
        host, self.host = self.host, None
        if host is not None:
            host.close()

    def cut(self) -> None:
        """Let a wait for the server end at once; safe to call from another thread."""
        host = self.host
        sock = None if host is None else host.sock
        if sock is not None:
            with suppress(OSError):
                # Not the method of an encrypted socket, which would forget its session.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _connected(self) -> smtplib.SMTP:
        name, timeout = self._settings.mail_domain, self._settings.mail_timeout
        server, port = self.mail.server, self.mail.port
        if self.mail.use_ssl:
            return smtplib.SMTP_SSL(
                server, port, name, timeout=timeout, context=ssl.create_default_context()
            )
        return smtplib.SMTP(server, port, name, timeout=timeout)

    def _begin(self, sender: str, *, eight_bit: bool) -> smtplib.SMTP:
        """Announce our own address; a reused connection that has died meanwhile is renewed once."""
        host = self.open()
        options = ("BODY=8BITMIME",) if eight_bit and host.has_extn("8bitmime") else ()
        try:
            code, text = host.mail(sender, options)
        except OSError as error:
            code, text = -1, str(error).encode()
        if code == 250:
            return host
        reused = self.num_emails > 0
        self.abort()
        if reused:
            return self._begin(sender, eight_bit=eight_bit)
        raise TransportError(_said(code, text))

    def _offer(self, host: smtplib.SMTP, address: str, body: bytes) -> HandOver | None:
        self.num_emails += 1
        code, text = host.rcpt(address)
        if code not in {250, 251}:
            return self._judged(host, code, text, at_recipient=True)
        code, text = host.docmd("DATA")
        if code != 354:
            return self._judged(host, code, text)
        host.send(on_the_wire(body))
        return None

    def _finish(self, host: smtplib.SMTP, before_dot: Callable[[], bool]) -> HandOver:
        try:
            allowed = before_dot()
        except BaseException:
            self.abort()
            raise
        if not allowed:
            self.abort()
            return HandOver(Outcome.WITHHELD)
        if _has_ended(host):
            self.abort()
            return HandOver(Outcome.DEFERRED, "the server broke off before the end")
        try:
            host.send(b".\r\n")
            # A server may look at the mail for long, and giving up means a second copy
            # (RFC 5321, section 4.5.3.2.6).
            _socket(host).settimeout(self._settings.mail_dot_timeout)
            code, text = host.getreply()
            _socket(host).settimeout(host.timeout)
        except OSError as error:
            self.abort()
            return HandOver(Outcome.UNKNOWN, described(error))
        if 200 <= code < 300:
            return _answered(Outcome.ACCEPTED, code, text)
        if not 400 <= code < 600:
            self.abort()
            return HandOver(Outcome.UNKNOWN, _said(code, text))
        return self._judged(host, code, text)

    def _judged(
        self, host: smtplib.SMTP, code: int, text: bytes, *, at_recipient: bool = False
    ) -> HandOver:
        """Return what a reply other than yes means, with the connection ready for the next mail."""
        if code == 421 or not 400 <= code < 600:
            self.abort()
            if code == 421:
                raise TransportError(_said(code, text))
            return HandOver(Outcome.DEFERRED, _said(code, text))
        try:
            host.rset()
        except OSError:
            self.abort()
        if code < 500:
            return _answered(Outcome.DEFERRED, code, text)
        about = is_about_the_address(code, _status(text), at_recipient=at_recipient)
        return _answered(Outcome.REFUSED if about else Outcome.REJECTED, code, text)


def envelope_address(address: str) -> str:
    """Return an address as it stands in an SMTP command: international domains in ASCII.

    :raises ValueError: when it cannot be one.
    """
    if _UNSENDABLE.search(address) or not address.rpartition("@")[0]:
        raise ValueError("the address cannot be written in an SMTP command")
    if address.isascii():
        return address
    try:
        valid = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    return str(valid.ascii_email)


def on_the_wire(body: bytes) -> bytes:
    """Return a mail as DATA wants it: CRLF only (no smuggled ends), leading dots doubled."""
    lines = _LINE_END.split(body)
    if not lines[-1]:
        lines.pop()
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)


def _has_ended(host: smtplib.SMTP) -> bool:
    """Tell whether the server hung up, or spoke out of turn, before the dot."""
    sock = _socket(host)
    sock.setblocking(False)
    try:
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    finally:
        sock.settimeout(host.timeout)
    return True


def _socket(host: smtplib.SMTP) -> socket.socket:
    """Return the socket of a server that has been greeted and not been left."""
    return cast("socket.socket", host.sock)


def _said(code: int, text: bytes) -> str:
    words = text.decode("utf-8", "replace")
    return described(f"{code} {words}" if code > 0 else words)


def _status(text: bytes) -> str:
    return status_code(text[:20].decode("ascii", "replace"))


def _answered(outcome: Outcome, code: int, text: bytes) -> HandOver:
    return HandOver(outcome, _said(code, text), _status(text))
