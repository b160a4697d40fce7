"""Files that come with a form."""

from __future__ import annotations

from flask import request

LARGEST_FILE = 10_000_000
"""Bytes of slides, and of a handout."""


def handed_in(name: str, most: int) -> bytes:
    """Return what was handed in, of something too large only so much that this shows."""
    handed = request.files.get(name)
    if handed is None:
        return b""
    data: bytes = handed.read(most + 1)
    handed.close()
    return data


def make_room(most: int) -> None:
    """Let a little more than this through, before the form is read: it gets a sentence of ours."""
    request.max_content_length = most + most // 4
