"""Reads what a PDF says: page by page, as a program finds it that copies or reads aloud."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"(.*?)stream\r?\n(.*)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:[^\\)]|\\.)*)\) Tj", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_pages(file: bytes) -> list[str]:
    """Return the text of each page, its lines in the order of the file."""
    objects = {int(number): body for number, body in _OBJECT.findall(file)}
    pages = [body for body in objects.values() if re.search(rb"/Type /Page\b(?!s)", body)]
    return [_text(page, objects) for page in pages]


def _text(page: bytes, objects: dict[int, bytes]) -> str:
    fonts = {
        name: _letters(objects[int(number)], objects)
        for name, number in re.findall(
            rb"/(F\d+) (\d+) 0 R", _referred(page, b"Resources", objects)
        )
    }
    lines, letters = [], dict[int, str]()
    for font, shown in _SHOWN.findall(_unpacked(_referred(page, b"Contents", objects))):
        if font:
            letters = fonts[font]
            continue
        plain = re.sub(rb"\\(.)", lambda m: _ESCAPED.get(m[1], m[1]), shown, flags=re.DOTALL)
        codes = [int.from_bytes(plain[at : at + 2]) for at in range(0, len(plain), 2)]
        lines.append("".join(letters[code] for code in codes))
    return "\n".join(lines)


def _letters(font: bytes, objects: dict[int, bytes]) -> dict[int, str]:
    """Return what the signs of a font mean."""
    table = _unpacked(_referred(font, b"ToUnicode", objects))
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", table)
    return {int(code, 16): bytes.fromhex(sign.decode()).decode("utf-16-be") for code, sign in pairs}


def _referred(body: bytes, name: bytes, objects: dict[int, bytes]) -> bytes:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found is not None, name
    return objects[int(found[1])]


def _unpacked(body: bytes) -> bytes:
    found = _STREAM.fullmatch(body)
    assert found is not None
    return zlib.decompress(found[2]) if b"/FlateDecode" in found[1] else found[2]
