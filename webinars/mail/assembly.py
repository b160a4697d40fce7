"""Headers and parts put together to the bytes of a mail.

``email.message`` parses every header that it is given, and again each time it looks at one, which
took as long as everything else about a mail. What is written here it reads as it reads its own.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass

NEWLINE = b"\r\n"


@dataclass(frozen=True)
class Part:
    """One part of a mail, with the headers that tell what it is."""

    headers: tuple[str, ...]
    content: bytes


def text_part(text: str, subtype: str) -> Part:
    """Return a text that mail programs show."""
    lines = text.encode().splitlines()
    whole = NEWLINE.join([*lines, b""])
    headers = (
        f'Content-Type: text/{subtype}; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
    )
    return Part(headers, binascii.b2a_qp(whole))


def base64_part(data: bytes, *headers: str) -> Part:
    """Return a part that only machines read.

    :param headers: what it is.
    """
    encoded = encodebytes(data).replace(b"\n", NEWLINE)
    return Part((*headers, "Content-Transfer-Encoding: base64"), encoded)


def multipart(subtype: str, parts: Sequence[Part], boundary: str) -> Part:
    """Return several parts as one."""
    mark = f"--{boundary}".encode()
    inner = [b"%b\r\n%b\r\n" % (mark, as_bytes(part)) for part in parts]
    header = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"'
    return Part((header,), b"%b%b--\r\n" % (b"".join(inner), mark))


def boundary_of(message_id: str, number: int) -> str:
    """Return a boundary that follows from the Message-ID instead of chance.

    ``=_`` occurs in neither base64 nor quoted-printable.
    """
    digest = hashlib.sha256(f"{message_id} {number}".encode()).hexdigest()
    return f"=_{digest[:32]}"


def as_bytes(part: Part) -> bytes:
    """Return a part as it stands in a mail."""
    return "\r\n".join([*part.headers, "", ""]).encode("ascii") + part.content
