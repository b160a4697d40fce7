"""What a refusal says about the address it was meant for (RFC 3463)."""

from __future__ import annotations

import re
from enum import StrEnum

SOFT_IN_A_ROW = 5
"""Soft refusals in a row that an address may have; with one more it is written to no longer."""

_CODE = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")

_FULL = frozenset({"5.2.2", "5.2.3"})
"""The mailbox exists, but is full or takes no mail of this size."""

_NOT_THE_ADDRESS = frozenset({"3", "5", "6", "7"})
"""Second numbers: the mail system, the protocol, the content, policy; a listed sender sees them."""


class Verdict(StrEnum):
    """What a refusal says of an address."""

    HARD = "hard"
    """There is no such mailbox: never again."""
    SOFT = "soft"
    """It may work another time; counted."""


def status_code(text: str) -> str:
    """Return the first enhanced status code of a text, such as ``5.1.1``; empty: there is none."""
    found = _CODE.search(text)
    return found.group() if found else ""


def judged(code: str) -> Verdict:
    """Return what a failed delivery says of the address.

    A full mailbox, and refusals because of us or of the content, are soft: one block list must
    not cost everybody their mails.

    :param code: enhanced status code; empty: the server gave none with its 5xx.
    """
    number, _, rest = code.partition(".")
    if code and (number != "5" or code in _FULL or rest.partition(".")[0] in _NOT_THE_ADDRESS):
        return Verdict.SOFT
    return Verdict.HARD


def is_about_the_address(reply: int, code: str, *, at_recipient: bool) -> bool:
    """Tell whether a 5xx refuses this recipient, and not us or what we wrote.

    :param at_recipient: it answered RCPT; what comes later is about the content, unless it says
        otherwise.
    """
    subject = code.split(".")[1] if code else ""
    if subject in {"1", "2"}:
        return True
    if not at_recipient or reply == 530:
        return False
    return subject not in {"3", "7"} if code else reply in {550, 551, 553}
