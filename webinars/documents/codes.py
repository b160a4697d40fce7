"""The QR code that leads from paper to a page."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno

SCALE = 12
"""Pixels of a module in the PNG; enough for print at A4."""


def qr_svg(address: str) -> bytes:
    """Return the code of an address as SVG, without a size of its own."""
    return _written(address, kind="svg", omitsize=True, svgns=True, xmldecl=True)


def qr_png(address: str) -> bytes:
    """Return the code of an address as PNG."""
    return _written(address, kind="png", scale=SCALE)


def _written(address: str, **options: Any) -> bytes:
    content = BytesIO()
    # Level M survives a fold in the paper; the quiet zone of four modules is part of the standard.
    segno.make_qr(address, error="m").save(content, border=4, **options)
    return content.getvalue()
