"""Parts of a page that must be there."""

from __future__ import annotations

from bs4 import Tag


def part(soup: Tag, selector: str) -> Tag:
    """Return the first element that the selector finds; fails when there is none."""
    found = soup.select_one(selector)
    assert found is not None, selector
    return found
