"""The numbers of a series as files: a table for spreadsheet programs, a report to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinars.documents.paper import FAMILY, MARGIN, MUTED, draw_lines, new_paper, write
from webinars.documents.spreadsheets import csv_file
from webinars.documents.typeface import drawable
from webinars.formats import number, percentage
from webinars.rules.number_tables import NumberRow, NumberTable

if TYPE_CHECKING:
    from fpdf import FPDF

_SIZE = 10
_LABEL_WIDTH = 3
"""How many times as wide as the others the first column is."""


@dataclass(frozen=True, kw_only=True)
class NumberReport:
    """What a report says, in one language."""

    language: str
    kind: str
    title: str
    facts: tuple[str, ...]
    """Below the title, each in a line."""
    notes: tuple[str, ...]
    """At the end."""
    tables: tuple[NumberTable, ...]
    hosts: tuple[tuple[str, str], ...]
    """Names and colours of the lines, in the order of the language."""
    hidden: str
    """Stands where a number is not shown."""
    share: str
    """Title of a column with shares."""


def numbers_csv(report: NumberReport, heads: tuple[str, ...], *, separator: str) -> bytes:
    """Return all tables of a report as one, a row for each number.

    :param heads: of the columns table, row, column, number, share.
    """
    return csv_file(heads, list(_csv_rows(report)), separator=separator)


def report_pdf(report: NumberReport) -> bytes:
    """Return the report as PDF, A4."""
    pdf = new_paper(report.title, report.language)
    draw_lines(pdf, report.hosts)
    write(pdf, report.kind, 13, colour=MUTED, after=1)
    write(pdf, report.title, 26, bold=True, after=3)
    for fact in report.facts:
        write(pdf, fact, 11)
    for table in report.tables:
        _write_table(pdf, report, table)
    pdf.ln(6)
    for note in report.notes:
        write(pdf, note, 9, colour=MUTED, after=1)
    return bytes(pdf.output())


def _csv_rows(report: NumberReport) -> Iterator[list[str]]:
    for table in report.tables:
        for row in _rows(table):
            for head, count in zip(table.heads[1:], row.counts, strict=True):
                shown = report.hidden if count is None else str(count)
                share = "" if row.share is None else str(row.share)
                yield [table.title, row.label, head, shown, share]


def _write_table(pdf: FPDF, report: NumberReport, table: NumberTable) -> None:
    heads = [*table.heads, *([report.share] if table.shares else [])]
    pdf.ln(5)
    if pdf.will_page_break(30):
        pdf.add_page()
    write(pdf, table.title, 14, bold=True, after=1.5)
    pdf.set_font(FAMILY, "", _SIZE)
    with pdf.table(
        borders_layout="HORIZONTAL_LINES",
        col_widths=(_LABEL_WIDTH, *(1 for _ in heads[1:])),
        line_height=_SIZE * 0.55,
        text_align=("LEFT", *("RIGHT" for _ in heads[1:])),
        width=pdf.w - 2 * MARGIN,
    ) as drawn:
        drawn.row([drawable(head) for head in heads])
        for row in _rows(table):
            drawn.row([drawable(cell) for cell in _cells(report, table, row)])


def _cells(report: NumberReport, table: NumberTable, row: NumberRow) -> list[str]:
    counts = [
        report.hidden if count is None else number(count, report.language) for count in row.counts
    ]
    share = [] if row.share is None else [percentage(row.share, report.language)]
    return [row.label, *counts, *(share or ([""] if table.shares else []))]


def _rows(table: NumberTable) -> Iterator[NumberRow]:
    yield from table.rows
    if table.foot is not None:
        yield table.foot
