"""Printed pages: our typeface, the lines of the hosts, text in our colours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from webinars.documents import large_libraries
from webinars.documents.typeface import drawable, font_file

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN = 20.0
WIDTH = 210.0 - 2 * MARGIN
LINE_HEIGHT = 0.44
"""Millimetres of a line for each point of its size."""

INK, MUTED = (22, 29, 48), (74, 82, 104)
FAMILY = "Source"


def new_paper(title: str, language: str, *, foot: float = 0.0) -> FPDF:
    """Return a document with one empty page, A4.

    :param foot: millimetres that stay free above the lower margin.
    """
    pdf: FPDF = large_libraries.fpdf().FPDF(format="A4")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(True, margin=MARGIN + foot)
    # Stands for none: the same words give the same bytes, so that a validator can be made of them.
    pdf.set_creation_date(datetime(1970, 1, 1, tzinfo=UTC))
    pdf.set_title(title)
    pdf.set_lang(language)
    for style, weight in (("", "regular"), ("B", "bold")):
        pdf.add_font(FAMILY, style, font_file(weight))
    pdf.add_page()
    return pdf


def draw_lines(pdf: FPDF, hosts: Sequence[tuple[str, str]]) -> None:
    """Draw a line for each host over the head of the page.

    :param hosts: names and colours.
    """
    for position, (_, colour) in enumerate(hosts[:2]):
        pdf.set_fill_color(*_rgb(colour))
        pdf.rect(0, 14 + 6 * position, 210, 2.2, style="F")
    pdf.set_y(36)


def write(
    pdf: FPDF,
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: tuple[int, int, int] = INK,
    after: float = 0.5,
    width: float = WIDTH,
) -> None:
    """Write a text, and leave so many millimetres after it."""
    if not text:
        return
    pdf.set_font(FAMILY, "B" if bold else "", size)
    pdf.set_text_color(*colour)
    left = pdf.get_x()
    height = size * LINE_HEIGHT
    pdf.multi_cell(width, height, drawable(text), align="L", new_x="LEFT", new_y="NEXT")
    pdf.set_xy(left, pdf.get_y() + after)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
