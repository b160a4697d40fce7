"""Tables as files for spreadsheet programs, in which no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from webinars.documents import large_libraries

_FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")
"""With what a text begins that a spreadsheet program may run."""

_WIDEST = 40
"""Characters of the widest column."""


def csv_file(titles: Sequence[str], rows: Iterable[Sequence[str]], *, separator: str) -> bytes:
    """Return the table as CSV in UTF-8, with the mark by which Excel knows that.

    What could be run as a formula begins with an apostrophe.

    :param separator: between cells; Excel expects the one of the reader's language.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_harmless(title) for title in titles])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


class Sheet(NamedTuple):
    """A table of an Excel file."""

    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]


def xlsx_file(*sheets: Sheet) -> bytes:
    """Return the tables as an Excel file; every cell is a text, its title stays in view."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with large_libraries.xlsxwriter().Workbook(file, options) as workbook:
        bold = workbook.add_format({"bold": True})
        for sheet in sheets:
            _write(workbook.add_worksheet(sheet.name), sheet, bold)
    return file.getvalue()


def _write(page: Any, sheet: Sheet, bold: Any) -> None:
    for column, title in enumerate(sheet.titles):
        page.write_string(0, column, title, bold)
        width = max(len(title), *(len(row[column]) for row in sheet.rows), 0)
        page.set_column(column, column, min(width + 2, _WIDEST))
    for number, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            page.write_string(number, column, cell)
    page.freeze_panes(1, 0)


def _harmless(cell: str) -> str:
    risky = cell.startswith(_FORMULA_SIGNS) or cell.lstrip().startswith(_FORMULA_SIGNS)
    return f"'{cell}" if risky else cell
