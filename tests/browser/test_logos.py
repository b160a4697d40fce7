"""Logos of hosts as browsers draw them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_webinar
from tests.support.browser import Visitor
from tests.support.logos import with_logo
from tests.support.times import starting_in
from webinars.clock import now

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WIDTHS = (320, 1280)

WHITE = "oklch(1 0 0)"


@pytest.fixture(autouse=True)
def _logos(session: Session) -> None:
    """Give one host a wide logo and the other a high one, before the service starts."""
    sizes = ((960, 40), (100, 160))
    for host, size in zip(make_hosts(session), sizes, strict=True):
        for name, value in with_logo(size=size).items():
            setattr(host, name, value)
    make_webinar(session, key="w", **starting_in(since=now(), days=30))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_logos_stand_at_one_height_on_a_light_plate(visitor: Visitor, scheme: str) -> None:
    page = visitor(color_scheme=scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/en/webinars/w")
        logos = page.locator(".host-logo")
        assert logos.count() == 4
        boxes = []
        for logo in logos.all():
            logo.scroll_into_view_if_needed()
            assert logo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
            assert logo.evaluate("image => getComputedStyle(image).backgroundColor") == WHITE
            boxes.append(logo.bounding_box())
        assert {round(box["height"]) for box in boxes if box} == {58}
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert page.get_by_role("img", name="Energy Saxony", exact=True).count() == 2
