"""A printed page for a webinar or a series: what, when, by whom, and a code that leads there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno

from webinars.documents.drawings import drawn_once
from webinars.documents.paper import (
    FAMILY,
    INK,
    LINE_HEIGHT,
    MARGIN,
    MUTED,
    WIDTH,
    draw_lines,
    new_paper,
    write,
)

if TYPE_CHECKING:
    from fpdf import FPDF

_CODE = 52.0
"""Millimetres of the code's side."""
_INDENT = 6.0


@dataclass(frozen=True)
class FlyerLine:
    """One date of a series, or one fact of a webinar."""

    title: str
    text: str


@dataclass(frozen=True)
class Flyer:
    """What stands on the page, in one language."""

    language: str
    kind: str
    title: str
    teaser: str
    lines: tuple[FlyerLine, ...]
    takeaways_title: str
    takeaways: tuple[str, ...]
    call: str
    """Beside the code: what to do."""
    address: str
    """Where the code leads."""
    shown_address: str
    """The same for those who type."""
    hosted_by: str
    """Names the hosts in a sentence."""
    hosts: tuple[tuple[str, str], ...]
    """Names and colours of the lines, in the order of the language."""
    notices: tuple[str, ...]


@drawn_once
def flyer_pdf(flyer: Flyer) -> bytes:
    """Return the page as PDF, A4; what does not fit goes on a second page."""
    pdf = new_paper(flyer.title, flyer.language, foot=_CODE + 18)
    draw_lines(pdf, flyer.hosts)
    write(pdf, flyer.kind, 15, colour=MUTED, after=1)
    write(pdf, flyer.title, 34, bold=True, after=4)
    write(pdf, flyer.teaser, 17, after=8)
    for line in flyer.lines:
        write(pdf, line.title, 15, bold=True)
        write(pdf, line.text, 13, after=4)
    if flyer.takeaways:
        write(pdf, flyer.takeaways_title, 17, bold=True, after=1.5)
        for takeaway in flyer.takeaways:
            _write_point(pdf, takeaway, 15)
    _draw_foot(pdf, flyer)
    return bytes(pdf.output())


def _draw_foot(pdf: FPDF, flyer: Flyer) -> None:
    pdf.set_auto_page_break(False)
    top = 297 - MARGIN - _CODE
    _draw_code(pdf, flyer.address, MARGIN, top)
    left = MARGIN + _CODE + 8
    pdf.set_xy(left, top + 2)
    for text, size, bold in (
        (flyer.call, 17, True),
        (flyer.shown_address, 12, False),
        (flyer.hosted_by, 12, True),
        *((notice, 9, False) for notice in flyer.notices),
    ):
        pdf.set_x(left)
        write(pdf, text, size, bold=bold, after=1.5, width=WIDTH - _CODE - 8)


def _draw_code(pdf: FPDF, address: str, left: float, top: float) -> None:
    matrix = segno.make_qr(address, error="m").matrix
    side = _CODE / len(matrix)
    pdf.set_fill_color(*INK)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                # A little larger than it is, or hairlines appear between the modules.
                x, y = left + column * side, top + row * side
                pdf.rect(x, y, side + 0.02, side + 0.02, style="F")


def _write_point(pdf: FPDF, text: str, size: float) -> None:
    """Write a point of a list; its further lines begin below the first, not below the dash."""
    pdf.set_font(FAMILY, "", size)
    pdf.cell(_INDENT, size * LINE_HEIGHT, "–")
    write(pdf, text, size, after=1.5, width=WIDTH - _INDENT)
    pdf.set_x(MARGIN)
