"""The headers of our mails, out of which no value can break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from webinars.formats import join_names
from webinars.models.host import Host
from webinars.models.message import Message
from webinars.settings import current_settings
from webinars.text import clean_line

_RAW = frozenset(
    {
        "auto-submitted",
        "content-language",
        "in-reply-to",
        "list-id",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "message-id",
        "references",
    }
)
"""Read by machines, which do not undo the encoding that the standard policy gives long values."""

_ORDINARY = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
"""Addresses that need no further look; others are taken apart, and refused if they are none."""

_ADDRESSES = frozenset({"from", "to", "reply-to"})

_LINE = 76
"""Characters of a line."""

_LONGEST_WORD = 60
"""Characters that still fit into one line of a header."""


class MailPolicy(EmailPolicy):
    """Lines end in CRLF, and values survive: the standard folding loses spaces between words.

    It also puts unquoted commas of encoded names into lists of addresses.
    """

    def fold(self, name: str, value: str) -> str:
        """Return the header's line or lines; raises ValueError for what cannot stand in it."""
        kind = name.lower()
        if kind in _RAW:
            return f"{name}: {self._machine_readable(name, value)}{self.linesep}"
        if kind == "subject":
            return f"{name}: {self._words(value, len(name) + 2)}{self.linesep}"
        if kind in _ADDRESSES:
            addresses = getattr(value, "addresses", ())
            listed = f",{self.linesep} ".join(self._address(each) for each in addresses)
            return f"{name}: {listed}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the header's line or lines as bytes."""
        if name.lower() in _RAW | _ADDRESSES | {"subject"}:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)

    def _machine_readable(self, name: str, value: str) -> str:
        text = str(value)
        if not text.isascii() or not text.isprintable():
            raise ValueError(f"{name} must be printable ASCII")
        return f",{self.linesep} ".join(part.strip() for part in text.split(","))

    def _address(self, address: Address) -> str:
        name, mailbox = clean_line(address.display_name), address.addr_spec
        if not mailbox.isascii() or not mailbox.isprintable():
            raise ValueError("an e-mail address must be printable ASCII")
        if not name:
            return mailbox
        phrase = self._phrase(name)
        fits = len("Reply-To: ") + len(phrase) + len(mailbox) < _LINE
        return f"{phrase} <{mailbox}>" if fits else f"{phrase}{self.linesep} <{mailbox}>"

    def _phrase(self, name: str) -> str:
        if _plain(name):
            return str(Address(name)).removesuffix(" <>")
        return self._words(name, len("Reply-To: "))

    def _words(self, text: str, indent: int) -> str:
        cleaned = clean_line(text)
        if _plain(cleaned):
            return Header(cleaned, "us-ascii", _LINE - indent).encode(linesep=self.linesep)
        return Header(cleaned, "utf-8", _LINE - indent).encode(linesep=self.linesep)


def _plain(text: str) -> bool:
    """Tell whether a text stands in a header as it is: nobody will read something else into it."""
    short_words = all(len(word) <= _LONGEST_WORD for word in text.split(" "))
    return text.isascii() and text.isprintable() and short_words and "=?" not in text


POLICY = MailPolicy(linesep="\r\n", cte_type="7bit")


class Head:
    """The headers of one mail, each folded when it is set."""

    def __init__(self) -> None:
        """Begin without any."""
        self.lines = ["MIME-Version: 1.0"]

    def __setitem__(self, name: str, value: Any) -> None:
        """Add a header; raises ValueError for what cannot stand in it."""
        self.lines.append(POLICY.fold(name, value).removesuffix(POLICY.linesep))


def set_headers(
    head: Head,
    message: Message,
    hosts: Sequence[Host],
    subject: str,
    *,
    now: datetime,
) -> None:
    """Set all headers that are not about the parts.

    From is our one mailbox under the hosts' names; answers go to the first of them, which speaks
    the recipient's language.

    :param hosts: in the recipient's order.
    """
    names = join_names([clean_line(host.name) for host in hosts], message.language)
    head["Date"] = format_datetime(now)
    head["From"] = _one(names, current_settings().mail_sender)
    head["To"] = _one("", message.recipient)
    if hosts:
        head["Reply-To"] = _one(clean_line(hosts[0].name), hosts[0].mailbox)
    head["Subject"] = clean_line(subject)
    head["Message-ID"] = message.message_id
    head["Auto-Submitted"] = "auto-generated"
    head["Content-Language"] = message.language


def set_unsubscribe(head: Head | EmailMessage, stream: str, stop_url: str) -> None:
    """Let mail programs offer to end mails of this kind with one click (RFC 8058, RFC 2919)."""
    head["List-Id"] = f"<{stream}.{current_settings().mail_domain}>"
    head["List-Unsubscribe"] = f"<{stop_url}>"
    head["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


@dataclass(frozen=True)
class _Mailboxes:
    """What the policy takes for the value of From, To and Reply-To."""

    addresses: tuple[Address, ...]


def _one(name: str, mailbox: str) -> _Mailboxes:
    user, _, domain = mailbox.rpartition("@")
    if _ORDINARY.fullmatch(mailbox):
        return _Mailboxes((Address(name, user, domain),))
    return _Mailboxes((Address(name, addr_spec=mailbox),))
