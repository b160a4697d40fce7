"""Personal links: derived from a row by a keyed hash, so that nothing usable is stored."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode, urlsafe_b64encode
from enum import StrEnum

SIGNATURE_BYTES = 16
"""128 bits of HMAC-SHA-256 (RFC 2104, section 5 allows truncation to half)."""

UNSUBSCRIBE_GENERATION = 0
"""Of all links against reminders and news: they go on working when others are made invalid."""

LARGEST_ROW = 2**31 - 1
"""Largest number that a row can have; PostgreSQL refuses to look for larger ones."""


RECOVERY_LENGTH = 16
"""Characters of a code that stands in for an authenticator."""


class Purpose(StrEnum):
    """What a link may do; a token made for one purpose fails at every other."""

    CONFIRM = "confirm"
    NOT_ME = "not-me"
    MY_PAGE = "my-page"
    JOIN = "join"
    MY_CALENDAR = "my-calendar"
    NEW_ADDRESS = "new-address"
    OLD_ADDRESS = "old-address"
    STOP_REMINDERS = "stop-reminders"
    STOP_NEWS = "stop-news"
    SPEAKER = "speaker"
    SET_PASSWORD = "set-password"  # noqa: S105 - a purpose, not a secret


def derive(key: str, purpose: Purpose, row: int, generation: int) -> str:
    """Return the token of a row: its number, a dot and the signature; 24 to 33 characters."""
    signature = _signature(key, purpose, row, generation)
    return f"{row}.{signature}"


def row_of(token: str) -> int | None:
    """Return the row number that a token speaks of, unverified, or None when it is no token."""
    number, dot, signature = token.partition(".")
    return row_number(number) if dot and signature else None


def row_number(text: str) -> int | None:
    """Return the number of a row that a text writes, or None when no row can have it."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        return None
    row = int(text)
    return row if row <= LARGEST_ROW else None


def is_genuine(token: str, key: str, purpose: Purpose, row: int, generation: int) -> bool:
    """Tell whether we made this token for this row, purpose and generation; constant time."""
    return hmac.compare_digest(token.encode(), derive(key, purpose, row, generation).encode())


def return_path_signature(key: str, row: int) -> str:
    """Return what signs the return path of a message: 26 characters that survive any mail server.

    Lower-case letters and digits, because some servers change capitals.
    """
    digest = hmac.new(key.encode(), f"return-path:{row}".encode(), hashlib.sha256).digest()
    return b32encode(digest[:SIGNATURE_BYTES]).decode().rstrip("=").lower()


def address_hash(key: str, address: str) -> str:
    """Return the keyed hash of a cleaned address: 64 hexadecimal digits."""
    return hmac.new(key.encode(), address.encode(), hashlib.sha256).hexdigest()


def hash_of(token: str) -> str:
    """Return what is stored of a random token: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def _signature(key: str, purpose: Purpose, row: int, generation: int) -> str:
    payload = f"{purpose.value}:{row}:{generation}".encode()
    digest = hmac.new(key.encode(), payload, hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode().rstrip("=")
