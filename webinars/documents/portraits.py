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
    draft = (2 * SIDE, 2 * SIDE)
    _, upright = upright_picture(data, _FORMATS, least=LEAST, most=_MOST_PIXELS, draft=draft)
    # Heads are above the middle.
    square = ImageOps.fit(upright, (SIDE, SIDE), centering=(0.5, 0.4))
    written = BytesIO()
    clean_picture(square, opaque=True).save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()


def upright_picture(
    data: bytes,
    formats: tuple[str, ...],
    *,
    most: int,
    least: int = 1,
    draft: tuple[int, int] | None = None,
) -> tuple[str, Image.Image]:
    """Return the format and the pixels of a picture, turned upright; raises UnusablePhotoError.

    :param most: pixels of the whole picture.
    :param least: pixels of its shorter side.
    :param draft: the size that is enough of a JPEG.
    """
    try:
        with Image.open(BytesIO(data), formats=formats) as picture:
            width, height = picture.size
            if min(width, height) < least or width * height > most:
                raise UnusablePhotoError
            if draft:
                picture.draft("RGB", draft)
            return str(picture.format), ImageOps.exif_transpose(picture).convert("RGBA")
    except _UNREADABLE as error:
        raise UnusablePhotoError from error


def clean_picture(picture: Image.Image, *, opaque: bool) -> Image.Image:
    """Return nothing but the pixels of a picture; opaque: on white."""
    if opaque:
        clean = Image.new("RGB", picture.size, "white")
        clean.paste(picture, mask=picture.getchannel("A"))
    else:
        clean = Image.new("RGBA", picture.size)
        clean.paste(picture)
    return clean
