"""The one cleaner that every text passes at the edge, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata

# Embedding, override and isolate controls can make a name read as something else.
_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SPACES = re.compile(r"[ \t  　]+")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’-]|(?<!\w{5})\.(?= |$))*")
"""A dot only where a short word ends, as in “Dr.”: neither web pages nor sentences are names."""
_NAME_WORDS = 6
_INVISIBLE = {"Cc", "Cs", "Co", "Cn"}


def _visible(text: str) -> str:
    if text.isprintable():  # as nearly every line is: nothing to look at one by one
        return text
    return "".join(
        character
        for character in text
        if character == "\n" or unicodedata.category(character) not in _INVISIBLE
    )


def clean_line(text: str) -> str:
    """Return one line: NFC, single spaces, no control characters, surrogates or direction marks."""
    flat = re.sub(r"[\r\n\t\v\f\x85\u2028\u2029]+", " ", text)
    visible = _visible(flat).translate(_BIDI)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def clean_text(text: str) -> str:
    """Return paragraphs: like :func:`clean_line`, but line breaks (as ``\\n``) stay."""
    lines = re.sub(r"\r\n?|\x85|\u2028|\u2029", "\n", text).split("\n")
    return "\n".join(clean_line(line) for line in lines).strip("\n")


def clean_address(text: str) -> str:
    """Return an e-mail address as we store and compare it: cleaned, lower case."""
    return clean_line(text).casefold() if text.isascii() else clean_line(text).lower()


def readable_address(address: str) -> str:
    """Return an e-mail address as its owner writes it: ``aenne@bücher.example``.

    Stored is what mail servers understand: ``aenne@xn--bcher-kva.example``.
    """
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address


_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]=]+@[^\s<>,;:\"'()\[\]]+")


def mask_addresses(text: str) -> str:
    """Return a text with every e-mail address in it masked."""
    return _ADDRESS.sub(lambda found: masked(found.group()), text)


def masked(address: str) -> str:
    """Return an e-mail address as it may stand in a log: ``j***@example.org``."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}"


def without_addresses(text: str) -> str:
    """Return a text as one line in which every e-mail address is masked."""
    return _ADDRESS.sub(lambda found: masked(found.group()), clean_line(text))


def is_name(text: str) -> bool:
    """Tell whether a text can be a person's name: letters, and what stands between them."""
    return _NAME.fullmatch(text) is not None and len(text.split()) <= _NAME_WORDS
