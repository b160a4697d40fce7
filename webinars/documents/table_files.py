"""Tables that people hand in: CSV and Excel files, as lines of texts."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

from webinars.documents import large_libraries

LARGEST_UNPACKED = 20_000_000
"""Bytes; a small file that unpacks to more is no list."""

MOST_TAGS = 1_000_000
"""Of all its parts; cells without anything in them take no room, but as long to read."""

_PACKED = b"PK\x03\x04"
"""With what an Excel file begins, as every ZIP file does."""

_SEPARATORS = ";\t,"
"""Between the cells of a CSV file; the first line shows which one it is."""

Line = tuple[int, list[str]]
"""Number of a line, and its cells."""

Rows = list[tuple[Any, ...]]
"""Of one sheet, with their cells."""


class UnreadableFileError(Exception):
    """A file is no table."""


def is_sheet(data: bytes) -> bool:
    """Tell whether it is an Excel file."""
    return data.startswith(_PACKED)


def all_sheets(data: bytes, *, rows: int, columns: int, most: int) -> list[tuple[str, Rows]]:
    """Return the sheets of an Excel file, at least one: what each is called, and its first rows.

    :param most: so many sheets; further ones are not read.
    :raises UnreadableFileError: when it is no such file, or unpacks to far too much.
    """
    read = large_libraries.openpyxl().load_workbook
    try:
        _refuse_bombs(data)
        book = read(io.BytesIO(data), read_only=True, data_only=True)
        # Broken sheets show only when they are read.
        found = [
            (sheet.title, list(islice(sheet.iter_rows(values_only=True, max_col=columns), rows)))
            for sheet in book.worksheets[:most]
        ]
        return [found[0], *found[1:]]
    except Exception as error:
        # The library raises whatever a broken file makes it stumble over.
        raise UnreadableFileError from error


def table_lines(data: bytes, *, rows: int, columns: int) -> list[Line]:
    """Return the first lines of a CSV or Excel file that hold anything, each with its number.

    :raises UnreadableFileError: when it is neither.
    """
    if is_sheet(data):
        [(_, sheet)] = all_sheets(data, rows=rows, columns=columns, most=1)
        found = [(number, [_text(cell) for cell in row]) for number, row in enumerate(sheet, 1)]
    else:
        found = list(islice(_csv_lines(data), rows))
    return [(number, cells) for number, cells in found if any(cells)]


def _csv_lines(data: bytes) -> Iterator[Line]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As Excel writes it in the west of Europe; every byte is a letter there.
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=first.count), strict=True
    )
    try:
        before = 0
        for cells in reader:
            yield before + 1, [cell.strip() for cell in cells]
            before = reader.line_num
    except csv.Error as error:
        raise UnreadableFileError from error


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files = packed.infolist()
        if sum(each.file_size for each in files) > LARGEST_UNPACKED:
            raise ValueError("too large")
        if sum(packed.read(each).count(b"<") for each in files) > MOST_TAGS:
            raise ValueError("too much to read")
