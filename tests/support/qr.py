"""Reads QR codes from flawless pictures (ISO/IEC 18004): bytes, up to version 6."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest

from PIL import Image

Modules = list[list[bool]]

_LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
_BLOCKS = {
    "L": ([19], [34], [55], [80], [108], [68] * 2),
    "M": ([16], [28], [44], [32] * 2, [43] * 2, [27] * 4),
    "Q": ([13], [22], [17] * 2, [24] * 2, [15] * 2 + [16] * 2, [19] * 4),
    "H": ([9], [16], [13] * 2, [9] * 4, [11] * 2 + [12] * 2, [15] * 4),
}
"""Bytes of data in each block, by version from 1 on."""
_MASKS = (
    lambda row, column: (row + column) % 2,
    lambda row, column: row % 2,
    lambda row, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
)


def read_qr(picture: Image.Image) -> str:
    """Return the text of a code that is all of the picture, with its quiet zone around."""
    modules = _modules(picture)
    size = len(modules)
    version = (size - 17) // 4
    known = [modules[8][column] for column in (0, 1, 2, 3, 4)]
    level_and_mask = _number(known) ^ 0b10101
    blocks = _BLOCKS[_LEVELS[level_and_mask >> 3]][version - 1]
    mask = _MASKS[level_and_mask & 0b111]
    bits = [
        modules[row][column] != (mask(row, column) == 0) for row, column in _data(size, version)
    ]
    words = [_number(bits[start : start + 8]) for start in range(0, len(bits) - 7, 8)]
    return _text(_in_order(words, blocks))


def _modules(picture: Image.Image) -> Modules:
    grey = picture.convert("L").point(lambda shade: 255 if shade < 128 else 0)
    left, top, right, bottom = grey.getbbox() or (0, 0, 0, 0)
    assert right - left == bottom - top, "the code is not square"
    # The finder in the corner is seven modules wide, and nothing follows it for one more.
    run = next(x for x in range(left, right) if not grey.getpixel((x, top))) - left
    side = run / 7
    count = round((right - left) / side)
    assert left >= 4 * side, "the quiet zone is missing"
    places = [left + (number + 0.5) * side for number in range(count)]
    rows = [top + (number + 0.5) * side for number in range(count)]
    return [[bool(grey.getpixel((int(x), int(y)))) for x in places] for y in rows]


def _data(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Yield the places of data: in pairs of columns from the right, up and down."""
    pairs = [column for column in range(size - 1, 0, -2) if column > 6]
    pairs += list(range(5, 0, -2))
    for number, right in enumerate(pairs):
        for row in range(size) if number % 2 else range(size - 1, -1, -1):
            for column in (right, right - 1):
                if not _is_pattern(row, column, size, version):
                    yield row, column


def _is_pattern(row: int, column: int, size: int, version: int) -> bool:
    corner = (
        (row < 9 and column < 9)
        or (row < 9 and column >= size - 8)
        or (row >= size - 8 and column < 9)
    )
    middle = size - 7
    aligned = version > 1 and abs(row - middle) <= 2 and abs(column - middle) <= 2
    return corner or aligned or row == 6 or column == 6


def _in_order(words: list[int], blocks: list[int]) -> bytes:
    """Return the data of the blocks one after the other; the code holds them word by word."""
    parts: list[list[int]] = [[] for _ in blocks]
    order = zip_longest(*([number] * length for number, length in enumerate(blocks)))
    for word, number in zip(
        words, (each for each in chain(*order) if each is not None), strict=False
    ):
        parts[number].append(word)
    return bytes(chain(*parts))


def _text(data: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    assert bits[:4] == "0100", "the code does not hold bytes"
    length = int(bits[4:12], 2)
    return bytes(int(bits[12 + 8 * n : 20 + 8 * n], 2) for n in range(length)).decode()


def _number(bits: list[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)
