"""Likely slips in e-mail addresses: a hint for the person who typed, never an obstacle."""

from __future__ import annotations

KNOWN_DOMAINS = (
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.de",
    "outlook.be",
    "outlook.fr",
    "hotmail.com",
    "hotmail.de",
    "hotmail.be",
    "hotmail.fr",
    "live.be",
    "live.de",
    "live.fr",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "icloud.com",
    "proton.me",
    "protonmail.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "web.de",
    "t-online.de",
    "freenet.de",
    "posteo.de",
    "mailbox.org",
    "mail.com",
    "mail.de",
    "live.com",
    "msn.com",
    "aol.com",
    "ymail.com",
    "gmx.com",
    "gmx.ch",
    "arcor.de",
    "skynet.be",
    "telenet.be",
    "proximus.be",
    "scarlet.be",
    "voo.be",
    "orange.fr",
    "laposte.net",
    "fraunhofer.de",
    "tu-dresden.de",
    "tu-chemnitz.de",
    "tu-freiberg.de",
    "uni-leipzig.de",
    "uliege.be",
    "uclouvain.be",
    "umons.be",
    "unamur.be",
)
"""Domains that many people write from."""

_ENDINGS = {
    "con": "com",
    "cmo": "com",
    "ocm": "com",
    "vom": "com",
    "xom": "com",
    "comm": "com",
    "coom": "com",
    "dee": "de",
    "ded": "de",
    "bee": "be",
    "frr": "fr",
    "nett": "net",
    "orgg": "org",
}
"""Endings that do not exist, and what was meant."""

_ONE_CHANGE_FROM = 5
"""Letters from which on a single differing letter is a slip and not another name."""


def suggest_address(address: str) -> str | None:
    """Return the address that was probably meant, or None when nothing looks wrong.

    :param address: cleaned and in lower case.
    """
    local, at, domain = address.rpartition("@")
    if not at or not local or domain in KNOWN_DOMAINS:
        return None
    name, _, ending = domain.rpartition(".")
    mended = f"{name}.{_ENDINGS[ending]}" if name and ending in _ENDINGS else domain
    meant = next((known for known in KNOWN_DOMAINS if _is_slip(mended, known)), mended)
    return f"{local}@{meant}" if meant != domain else None


def _is_slip(typed: str, known: str) -> bool:
    if typed == known:
        return True
    name, _, ending = typed.rpartition(".")
    known_name, _, known_ending = known.rpartition(".")
    if ending != known_ending:
        return False
    if _is_swap(name, known_name):
        return True
    return len(known_name) >= _ONE_CHANGE_FROM and _differs_by_one(name, known_name)


def _is_swap(one: str, other: str) -> bool:
    """Tell whether two neighbouring letters changed places."""
    if len(one) != len(other):
        return False
    places = [place for place in range(len(one)) if one[place] != other[place]]
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def _differs_by_one(one: str, other: str) -> bool:
    """Tell whether one letter was changed, left out or added."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or one == other:
        return False
    place = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), None)
    if place is None:
        return True
    rest = short[place + 1 :] if len(short) == len(long) else short[place:]
    return rest == long[place + 1 :]
