"""Logos of hosts: written anew, and only from files that are one whole picture and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from webinars.documents.portraits import UnusablePhotoError, clean_picture, upright_picture

LEAST = 40
"""Pixels of the shorter side of a picture that can be used."""

MOST_PIXELS = 20_000_000

_ROOM = (960, 160)
"""Pixels that are kept at most: four times what is shown, for fine screens."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"


class UnusableLogoError(ValueError):
    """This is no picture that can be used."""


class MoreThanPictureError(UnusableLogoError):
    """Something else follows the picture, which other programs would take for another file."""


@dataclass(frozen=True, kw_only=True)
class Logo:
    """A picture as it is kept."""

    kind: str
    """"png" or "jpeg"."""
    data: bytes
    width: int
    height: int


def read_logo(data: bytes) -> Logo:
    """Return a PNG or JPEG in the size of a logo, without metadata; raises UnusableLogoError."""
    try:
        kind, picture = upright_picture(data, ("JPEG", "PNG"), most=MOST_PIXELS, least=LEAST)
    except UnusablePhotoError as error:
        raise UnusableLogoError from error
    if _length_of(data) != len(data):
        raise MoreThanPictureError
    picture.thumbnail(_ROOM)
    written = BytesIO()
    clean_picture(picture, opaque=kind == "JPEG").save(written, kind, optimize=True)
    width, height = picture.size
    return Logo(kind=kind.lower(), data=written.getvalue(), width=width, height=height)


def _length_of(data: bytes) -> int:
    """Return where the picture at the beginning of a file ends; 0 when that is nowhere."""
    if data.startswith(_PNG):
        return _length_of_png(data)
    return _length_of_jpeg(data) if data.startswith(_JPEG) else 0


def _length_of_png(data: bytes) -> int:
    at = len(_PNG)
    while at + 12 <= len(data):
        kind, at = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4])
        if kind == b"IEND":
            return at
    return 0


def _length_of_jpeg(data: bytes) -> int:
    at = len(_JPEG)
    while at + 2 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF:
            return 0
        if marker == 0xD9:
            return at + 2
        at += 1 if marker == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xDA:
            at = _end_of_scan(data, at)
    return 0


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the next marker stands; 00 says that FF is data, D0 to D7 go on with it."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        following = data[at + 1]
        if following and not 0xD0 <= following <= 0xD7:
            return at
        at += 2
    return len(data)
