"""Signs that a form was filled in at leisure: a signed time, and a small calculation on request.

Both are signed instead of stored, need no cookie and no third party. The calculation is that of
ALTCHA: the browser finds the number whose hash we sent.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LIFETIME = timedelta(minutes=10)
"""How long a challenge may be answered."""


@dataclass(frozen=True)
class Challenge:
    """What a browser has to find out: the number behind a hash."""

    beginning: str
    """Of the text that was hashed; the number follows."""
    wanted: str
    """The hash, hexadecimal SHA-256."""
    signature: str

    @property
    def sealed(self) -> str:
        """What comes back with the answer: all of it, signed."""
        return f"{self.beginning}{self.wanted}.{self.signature}."


@dataclass(frozen=True, kw_only=True)
class Visit:
    """How a form came to us."""

    network: str
    """Where from; a whole institute may sit behind one address."""
    odd: bool = False
    """Something about it looks like a machine."""
    stepped: bool = False
    """Whether it comes from the page with the step more."""
    proof: str | None = None
    """The challenge that was answered rightly; without scripts nobody can."""


def make_challenge(key: str, number: int, noise: str, *, now: datetime) -> Challenge:
    """Return the challenge to find this number.

    :param noise: random text without a dot; no challenge is given twice.
    """
    beginning = f"{int((now + LIFETIME).timestamp())}.{noise}."
    wanted = hashlib.sha256(f"{beginning}{number}".encode()).hexdigest()
    return Challenge(beginning, wanted, _signature(key, f"proof {beginning}{wanted}"))


def find_answered(key: str, answer: str, *, now: datetime) -> str | None:
    """Return which challenge this answers rightly and in time, or None.

    :param answer: the sealed challenge, followed by the number.
    """
    parts = answer.split(".")
    if len(parts) != 5:
        return None
    until, noise, wanted, signature, number = parts
    beginning = f"{until}.{noise}."
    if not _is_ours(key, f"proof {beginning}{wanted}", signature):
        return None
    right = hashlib.sha256(f"{beginning}{number}".encode()).hexdigest() == wanted
    return wanted if right and now.timestamp() < int(until) else None


def stamp(key: str, *, now: datetime) -> str:
    """Return a signed time, for a form that is shown."""
    seconds = int(now.timestamp())
    return f"{seconds}.{_signature(key, f'opened {seconds}')}"


def age_of(key: str, stamped: str, *, now: datetime) -> timedelta | None:
    """Return how long ago this was stamped, or None when we did not."""
    seconds, _, signature = stamped.partition(".")
    if not _is_ours(key, f"opened {seconds}", signature):
        return None
    return now - datetime.fromtimestamp(int(seconds), UTC)


def _signature(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _is_ours(key: str, text: str, signature: str) -> bool:
    return hmac.compare_digest(_signature(key, text).encode(), signature.encode())
