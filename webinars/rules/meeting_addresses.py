"""Addresses of online meetings: what an organiser may enter, and what a page may lead to."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

ADDRESS_LENGTH = 500
"""Characters of a meeting's address."""

_PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~]*")
"""Visible ASCII without quotation marks, angle brackets and other signs no address needs."""

_QUOTED = re.compile(r'["<>^`{|}]|[^!-~]')
"""Signs that browsers write as the bytes of UTF-8; a backslash leads elsewhere and stays."""

_DIFFERENT_HOSTS = re.compile("[ßςẞ]")
"""Letters that browsers keep in the name of a host; the standard library names another host."""


def written_plainly(text: str) -> str:
    """Return an address as browsers send it, with the host in ASCII and other signs after a %.

    What is no address, or holds white space, is returned as it was.
    """
    # The standard library would leave white space and control characters out without a word.
    if " " in text or not text.isprintable():
        return text
    try:
        parts = urlsplit(text)
        if parts.scheme != "https" or not parts.hostname:
            return text
        place = _in_ascii(parts.netloc)
    except ValueError:
        return text
    before, _, rest = text.partition(parts.netloc)
    return before + place + _QUOTED.sub(lambda found: quote(found[0]), rest)


def _in_ascii(place: str) -> str:
    # Only a host that needs it: the codec refuses some that are in use, and knows no port.
    host, colon, port = place.partition(":")
    if host.isascii() or _DIFFERENT_HOSTS.search(host):
        return place
    return host.encode("idna").decode() + colon + port


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
