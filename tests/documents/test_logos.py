"""Logos are whole pictures, written anew."""

import io
import zipfile
import zlib

import pytest
from PIL import Image

from tests.support.speakers import photo_file
from webinars.documents.logos import (
    LEAST,
    MOST_PIXELS,
    MoreThanPictureError,
    UnusableLogoError,
    read_logo,
)

PNG, JPEG = photo_file("PNG"), photo_file("JPEG")


def archive():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    return written.getvalue()


def chunk(kind, data):
    sum_ = zlib.crc32(kind + data)
    return len(data).to_bytes(4) + kind + data + sum_.to_bytes(4)


def huge():
    """Return a PNG of 20,000 × 20,000 white pixels: 400 million bytes that fit into some 50 kB."""
    header = (20_000).to_bytes(4) * 2 + bytes((1, 0, 0, 0, 0))
    packed = zlib.compress(b"\xff" * (2_501 * 20_000), 9)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def opened(data):
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize(
    ("size", "kept"),
    [((1600, 320), (800, 160)), ((4000, 100), (960, 24)), ((120, 60), (120, 60))],
)
def test_a_logo_keeps_its_shape_and_gets_the_size_that_pages_need(kind, size, kept):
    logo = read_logo(photo_file(kind, size))
    assert (logo.kind, logo.width, logo.height) == (kind.lower(), *kept)
    assert (opened(logo.data).format, opened(logo.data).size) == (kind, kept)


def test_what_is_clear_in_a_png_stays_clear():
    written = io.BytesIO()
    Image.new("LA", (100, 50), (0, 0)).save(written, "PNG")
    assert opened(read_logo(written.getvalue()).data).getpixel((1, 1))[3] == 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_nothing_of_the_file_but_its_pixels_is_kept(kind):
    about = Image.Exif()
    about[0x0110] = "Camera of Kim"
    about[0x0112] = 6  # lies on its side
    logo = read_logo(photo_file(kind, exif=about, icc_profile=b"profile of Kim"))
    assert b"Kim" not in logo.data
    assert logo.height > logo.width


@pytest.mark.parametrize("progressive", [True, False])
def test_jpegs_are_whole_however_they_were_written(progressive):
    noise = Image.effect_noise((400, 200), 90).convert("RGB")
    written = io.BytesIO()
    noise.save(written, "JPEG", quality=100, progressive=progressive, restart_marker_blocks=3)
    assert read_logo(written.getvalue()).width == 320


@pytest.mark.parametrize("picture", [PNG, JPEG], ids=["png", "jpeg"])
@pytest.mark.parametrize(
    "more",
    [archive(), b"<script>alert(1)</script>", b"%PDF-1.7\n%%EOF", b"\0", PNG, JPEG],
    ids=["zip", "html", "pdf", "zero", "png", "jpeg"],
)
def test_a_file_that_is_something_else_too_is_refused(picture, more):
    with pytest.raises(MoreThanPictureError):
        read_logo(picture + more)


def test_what_is_hidden_inside_a_png_is_not_kept():
    at = PNG.index(b"IDAT") - 4
    logo = read_logo(PNG[:at] + chunk(b"tEXt", b"Comment\0%PDF-1.7 <script>") + PNG[at:])
    assert b"script" not in logo.data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'/>",
        photo_file("GIF"),
        photo_file("WEBP"),
        b"%PDF-1.7\n%%EOF" + PNG,
        PNG[:-20],
        JPEG[: len(JPEG) // 2],
        photo_file("PNG", (LEAST, LEAST - 1)),
    ],
    ids=["nothing", "svg", "gif", "webp", "pdf", "cut png", "cut jpeg", "small"],
)
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(UnusableLogoError):
        read_logo(data)


def test_a_picture_made_to_fill_the_memory_is_refused():
    data = huge()
    assert len(data) < 100_000
    with pytest.raises(UnusableLogoError):
        read_logo(data)
    side = int(MOST_PIXELS**0.5) + 1
    with pytest.raises(UnusableLogoError):
        read_logo(photo_file("PNG", (side, side)))
