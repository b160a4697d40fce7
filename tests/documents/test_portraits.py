"""Photos of speakers: made small and square, with nothing of the file but the picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.support.speakers import photo_file
from webinars.documents.portraits import SIDE, UnusablePhotoError, portrait

CAMERA, ORIENTATION = 0x010F, 0x0112


def shown(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def test_nothing_that_a_camera_or_a_person_wrote_beside_the_picture_stays():
    exif = Image.Exif()
    exif[CAMERA] = "Secret camera"
    exif.get_ifd(0x8825)[1] = "N"
    handed = photo_file(exif=exif, comment=b"Secret comment", icc_profile=b"Secret profile")
    assert handed.count(b"Secret") == 3

    written = portrait(handed + b"Secret behind the picture")

    image = shown(written)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (SIDE, SIDE))
    assert b"Secret" not in written
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_taken_upside_down_is_turned_and_what_is_see_through_becomes_white():
    exif = Image.Exif()
    exif[ORIENTATION] = 3
    turned = shown(portrait(photo_file(exif=exif)))
    red, _green, blue = pixel(turned, 10, SIDE // 2)
    assert blue > 200 > 50 > red

    clear = BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(clear, "PNG")
    assert min(pixel(shown(portrait(clear.getvalue())), 200, 200)) > 250


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_of_pictures_become_the_same(kind):
    assert shown(portrait(photo_file(kind))).size == (SIDE, SIDE)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture at all",
        photo_file()[:300],
        photo_file(size=(600, 199)),
        photo_file("GIF"),
        b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>',
        photo_file("PNG", (9000, 7000)),
    ],
    ids=["nothing", "text", "cut off", "too small", "another kind", "a drawing", "a bomb"],
)
def test_what_is_no_photo_or_too_small_or_too_large_is_refused(data):
    with pytest.raises(UnusablePhotoError):
        portrait(data)
