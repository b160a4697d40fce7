"""Long lists at the desk, page by page."""

from __future__ import annotations

from flask import request


def page_number(pages: int) -> int:
    """Return the page asked for, from 1; the nearest there is."""
    text = request.args.get("page", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 1
    return max(1, min(asked, pages))
