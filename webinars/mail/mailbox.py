"""Reads the mails that the demo has caught in a folder; nothing here sends or changes any."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path

from webinars.errors import NotFoundError

# Names that the standard library gives: seconds, microseconds, process, counter, host.
_KEY = re.compile(r"(?P<seconds>\d+)\.M(?P<microseconds>\d+)P\d+Q(?P<count>\d+)\.")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_READABLE = frozenset({"text/calendar", "text/plain", "text/csv", "application/ics"})


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A mail as a list shows it."""

    identifier: str
    recipient: str
    subject: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A part of a mail that is neither its text nor its HTML."""

    name: str
    content_type: str
    content: bytes
    text: str | None
    """What a person can read of it; None when that is nothing."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail, taken apart."""

    envelope: Envelope
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]

    @property
    def links(self) -> list[str]:
        """The links of the text, in its order, each once."""
        found = (match.group().rstrip(".,;:!?)”»") for match in _LINK.finditer(self.text))
        return list(dict.fromkeys(found))


def count_mails(folder: Path) -> int:
    """Return how many mails there are."""
    return len(_keys(folder))


def list_mails(folder: Path, *, skip: int = 0, limit: int = 50) -> list[Envelope]:
    """Return mails, newest first."""
    maildir = Maildir(folder, create=False)
    keys = _keys(folder)[skip : skip + limit]
    return [_envelope(key, _parsed(maildir.get_bytes(key))) for key in keys]


def get_mail(folder: Path, identifier: str) -> Mail:
    """Return one mail.

    :raises NotFoundError: when there is none of this name.
    """
    for key in _keys(folder):
        if _identifier(key) == identifier:
            return _mail(key, _parsed(Maildir(folder, create=False).get_bytes(key)))
    raise NotFoundError(f"mail {identifier}")


def _keys(folder: Path) -> list[str]:
    if not (folder / "new").is_dir():
        return []
    keys = [key for key in Maildir(folder, create=False).iterkeys() if _KEY.match(key)]
    return sorted(keys, key=_order, reverse=True)


def _order(key: str) -> tuple[int, ...]:
    match = _KEY.match(key)
    return tuple(int(number) for number in match.groups()) if match else ()


def _identifier(key: str) -> str:
    return ".".join(key.split(".")[:2])


def _received_at(key: str) -> datetime:
    seconds, microseconds, _count = _order(key)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds % 1_000_000)


def _parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    return message


def _envelope(key: str, message: EmailMessage) -> Envelope:
    return Envelope(
        identifier=_identifier(key),
        recipient=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        received_at=_received_at(key),
    )


def _mail(key: str, message: EmailMessage) -> Mail:
    text = message.get_body(("plain",))
    html = message.get_body(("html",))
    others = [
        part
        for part in message.walk()
        if not part.is_multipart() and part is not text and part is not html
    ]
    return Mail(
        envelope=_envelope(key, message),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_text_of(text) if isinstance(text, EmailMessage) else "",
        html=_text_of(html) if isinstance(html, EmailMessage) else "",
        attachments=tuple(_attachment(number, part) for number, part in enumerate(others, start=1)),
    )


def _attachment(number: int, part: EmailMessage) -> Attachment:
    kind = part.get_content_type()
    ending = mimetypes.guess_extension(kind) or ".bin"
    return Attachment(
        name=part.get_filename() or f"{number}{ending}",
        content_type=kind,
        content=_content_of(part),
        text=_text_of(part) if kind in _READABLE else None,
    )


def _content_of(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text_of(part: EmailMessage) -> str:
    content = _content_of(part)
    try:
        text = content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")
