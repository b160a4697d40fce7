"""What is in people's way on a page that a browser shows."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

_WRONG_ALONE = {"resultTypes": ["violations"]}
"""Axe tries everything, but describes only what breaks a rule, which takes half as long."""

_AIMS = {"rules": {"target-size": {"enabled": True}}}
"""Axe leaves out by itself whether a finger can hit what is to be pressed."""


def barriers_of(page: Page, options: dict[str, Any] | None = None) -> list[tuple[str, ...]]:
    """Return what axe finds on a page: the rule, and where the first elements are that break it."""
    # After a click the answer has begun, but the page may still be empty.
    page.wait_for_load_state()
    found = Axe().run(page, options={**_WRONG_ALONE, **(options or {})}).response["violations"]
    return [(each["id"], *(node["html"][:200] for node in each["nodes"][:3])) for each in found]


def accessible(page: Page, options: dict[str, Any] | None = None) -> None:
    """Check that a page has no barrier and scrolls in one direction only."""
    assert barriers_of(page, options) == [], page.url
    assert page.evaluate(_WIDER) == 0, page.url


def usable(page: Page) -> None:
    """Check the same, and that fingers can hit what is to be pressed."""
    accessible(page, _AIMS)
