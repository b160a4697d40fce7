"""Files that hosts hand out: known by what is in them, never by their names."""

from __future__ import annotations

from io import BytesIO

from webinars.documents.portraits import UnusablePhotoError, clean_picture, upright_picture

_MOST_PIXELS = 20_000_000


class UnusableFileError(ValueError):
    """This is neither a whole PDF nor a picture that can be used."""


def is_whole_pdf(data: bytes) -> bool:
    """Tell whether a file begins and ends as PDF files do."""
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]


def read_handout(data: bytes) -> tuple[str, bytes]:
    """Return "pdf", "png" or "jpeg" and the file; pictures are written anew, without metadata.

    :raises UnusableFileError: when it is none of these.
    """
    if is_whole_pdf(data):
        return "pdf", data
    try:
        kind, picture = upright_picture(data, ("JPEG", "PNG"), most=_MOST_PIXELS)
    except UnusablePhotoError as error:
        raise UnusableFileError from error
    written = BytesIO()
    clean_picture(picture, opaque=kind == "JPEG").save(written, kind, optimize=True)
    return kind.lower(), written.getvalue()
