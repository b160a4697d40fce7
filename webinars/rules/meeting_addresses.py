"""Addresses of online meetings: what an organiser may enter, and what a page may lead to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

ADDRESS_LENGTH = 500
"""Characters of a meeting's address."""

_PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~]*")
"""Visible ASCII without quotation marks, angle brackets and other signs no address needs."""


def is_meeting_address(text: str) -> bool:
    """Tell whether this is the address of a meeting: https, a host, no name and no password.

    Encryption is a must because the passcode may stand in the address.
    """
    if len(text) > ADDRESS_LENGTH or not _PLAIN.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and bool(parts.hostname) and _is_open(parts.netloc)
    except ValueError:
        return False


def _is_open(place: str) -> bool:
    # Asking for the port refuses one that is none; what stands before an @ would be credentials.
    return "@" not in place and urlsplit(f"//{place}").port != 0
