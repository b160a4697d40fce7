"""What may become of one attempt to hand a message to the mail server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from webinars.errors import WebinarsError
from webinars.text import clean_line, mask_addresses

ERROR_LENGTH = 500
"""Characters kept of what a mail server or the renderer said."""


class TransportError(WebinarsError):
    """The mail server cannot be used at all now; says nothing about the message in hand."""


class Outcome(StrEnum):
    """How one hand-over ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """For good (5xx): this recipient."""
    REJECTED = "rejected"
    """5xx, but for what we wrote or who we are; says nothing about the recipient."""
    DEFERRED = "deferred"
    """Surely not accepted, but may be later (4xx, or the connection broke before the dot)."""
    WITHHELD = "withheld"
    """Our own last check said no; the server never saw the dot."""
    UNKNOWN = "unknown"
    """The dot was sent and no answer came."""


@dataclass(frozen=True)
class HandOver:
    """The outcome of one attempt, and what the server said."""

    outcome: Outcome
    reply: str = ""
    status_code: str = ""
    """Enhanced status code (RFC 3463); empty: the server gave none."""


def described(error: object) -> str:
    """Return an error or a server's words as one line fit for logs: no addresses, bounded."""
    text = clean_line(str(error)) or type(error).__name__
    return mask_addresses(text)[:ERROR_LENGTH]
