"""Long lists at the desk, page by page, and files to take along."""

from __future__ import annotations

from flask import Response, make_response, request


def page_number(pages: int) -> int:
    """Return the page asked for, from 1; the nearest there is."""
    text = request.args.get("page", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 1
    return max(1, min(asked, pages))


def download(name: str, data: bytes, media_type: str) -> Response:
    """Return the answer that stores a file under this name."""
    response = make_response(data)
    response.mimetype = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
