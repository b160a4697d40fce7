"""Tables as files for spreadsheet programs, in which no cell is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

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


def xlsx_file(titles: Sequence[str], rows: Sequence[Sequence[str]], *, sheet: str) -> bytes:
    """Return the table as an Excel file; every cell is a text, its title stays in view."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        page = workbook.add_worksheet(sheet)
        bold = workbook.add_format({"bold": True})
        for column, title in enumerate(titles):
            page.write_string(0, column, title, bold)
            cells = [row[column] for row in rows]
            width = max(len(cell) for cell in [title, *cells])
            page.set_column(column, column, min(width + 2, _WIDEST))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell)
        page.freeze_panes(1, 0)
    return file.getvalue()


def _harmless(cell: str) -> str:
    risky = cell.startswith(_FORMULA_SIGNS) or cell.lstrip().startswith(_FORMULA_SIGNS)
    return f"'{cell}" if risky else cell
