"""A printed page for a webinar or a series: what, when, by whom, and a code that leads there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import segno
from fpdf import FPDF

from webinars.documents.typeface import drawable, font_file

_MARGIN = 20.0
_WIDTH = 210.0 - 2 * _MARGIN
_CODE = 52.0
"""Millimetres of the code's side."""
_INDENT = 6.0
_HEIGHT = 0.44
"""Millimetres of a line for each point of its size."""

_INK, _MUTED = (22, 29, 48), (74, 82, 104)
_FAMILY = "Source"


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


def flyer_pdf(flyer: Flyer) -> bytes:
    """Return the page as PDF, A4; what does not fit goes on a second page."""
    pdf = FPDF(format="A4")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, margin=_MARGIN + _CODE + 18)
    # Stands for none: the same words give the same bytes, so that a validator can be made of them.
    pdf.set_creation_date(datetime(1970, 1, 1, tzinfo=UTC))
    pdf.set_title(flyer.title)
    pdf.set_lang(flyer.language)
    for style, weight in (("", "regular"), ("B", "bold")):
        pdf.add_font(_FAMILY, style, font_file(weight))
    pdf.add_page()
    _draw_lines(pdf, flyer)
    _write(pdf, flyer.kind, 15, colour=_MUTED, after=1)
    _write(pdf, flyer.title, 34, bold=True, after=4)
    _write(pdf, flyer.teaser, 17, after=8)
    for line in flyer.lines:
        _write(pdf, line.title, 15, bold=True)
        _write(pdf, line.text, 13, after=4)
    if flyer.takeaways:
        _write(pdf, flyer.takeaways_title, 17, bold=True, after=1.5)
        for takeaway in flyer.takeaways:
            _write_point(pdf, takeaway, 15)
    _draw_foot(pdf, flyer)
    return bytes(pdf.output())


def _draw_lines(pdf: FPDF, flyer: Flyer) -> None:
    for position, (_, colour) in enumerate(flyer.hosts[:2]):
        pdf.set_fill_color(*_rgb(colour))
        pdf.rect(0, 14 + 6 * position, 210, 2.2, style="F")
    pdf.set_y(36)


def _draw_foot(pdf: FPDF, flyer: Flyer) -> None:
    pdf.set_auto_page_break(False)
    top = 297 - _MARGIN - _CODE
    _draw_code(pdf, flyer.address, _MARGIN, top)
    left = _MARGIN + _CODE + 8
    pdf.set_xy(left, top + 2)
    for text, size, bold in (
        (flyer.call, 17, True),
        (flyer.shown_address, 12, False),
        (flyer.hosted_by, 12, True),
        *((notice, 9, False) for notice in flyer.notices),
    ):
        pdf.set_x(left)
        _write(pdf, text, size, bold=bold, after=1.5, width=_WIDTH - _CODE - 8)


def _draw_code(pdf: FPDF, address: str, left: float, top: float) -> None:
    matrix = segno.make_qr(address, error="m").matrix
    side = _CODE / len(matrix)
    pdf.set_fill_color(*_INK)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                # A little larger than it is, or hairlines appear between the modules.
                x, y = left + column * side, top + row * side
                pdf.rect(x, y, side + 0.02, side + 0.02, style="F")


def _write_point(pdf: FPDF, text: str, size: float) -> None:
    """Write a point of a list; its further lines begin below the first, not below the dash."""
    pdf.set_font(_FAMILY, "", size)
    pdf.cell(_INDENT, size * _HEIGHT, "–")
    _write(pdf, text, size, after=1.5, width=_WIDTH - _INDENT)
    pdf.set_x(_MARGIN)


def _write(
    pdf: FPDF,
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: tuple[int, int, int] = _INK,
    after: float = 0.5,
    width: float = _WIDTH,
) -> None:
    if not text:
        return
    pdf.set_font(_FAMILY, "B" if bold else "", size)
    pdf.set_text_color(*colour)
    left = pdf.get_x()
    pdf.multi_cell(width, size * _HEIGHT, drawable(text), align="L", new_x="LEFT", new_y="NEXT")
    pdf.set_xy(left, pdf.get_y() + after)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
