"""Photos that speakers hand in: turned upright, cut to a square and written anew.

Nothing of the file itself is kept: neither where and with what it was taken, nor a comment, a
colour profile or what somebody has hidden behind the picture.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

SIDE = 480
"""Pixels of what is shown."""

LEAST = 200
"""Pixels of the shorter side of a photo that can be used."""

_MOST_PIXELS = 60_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises for files that are none of these, broken, or made to fill the memory."""


class UnusablePhotoError(ValueError):
    """This is no picture, or too small or too large a one."""


def portrait(data: bytes) -> bytes:
    """Return a photo as a square JPEG without metadata; raises UnusablePhotoError."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as photo:
            width, height = photo.size
            if min(width, height) < LEAST or width * height > _MOST_PIXELS:
                raise UnusablePhotoError
            photo.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(photo).convert("RGBA")
    except _UNREADABLE as error:
        raise UnusablePhotoError from error
    # Heads are above the middle.
    square = ImageOps.fit(upright, (SIDE, SIDE), centering=(0.5, 0.4))
    clean = Image.new("RGB", square.size, "white")
    clean.paste(square, mask=square.getchannel("A"))
    written = BytesIO()
    clean.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
