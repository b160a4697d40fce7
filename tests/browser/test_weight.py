"""What a first visit costs, as the browser counts it on the wire."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.support.browser import Visitor
from tests.support.programme import DEMO
from webinars.clock import now
from webinars.services.programme import load_programme

# What travels does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MOST_BYTES = 60_000
MOST_REQUESTS = 6
PAGES = (
    "/",
    "/programme",
    "/programme/month/{month}",
    "/webinars/hydrogen",
    "/webinars/hydrogen/register",
    "/series/energy-in-dialogue",
    "/series/energy-in-dialogue/register",
)


@pytest.fixture
def programme(session: Session) -> None:
    """The example programme without its people, stored before the service starts."""
    load_programme(DEMO.partition("\nattendees:")[0].encode(), now=now())


def counted(page: Page, path: str) -> list[int]:
    """Open a page; return the bytes of each answer, headers included, compressed as they came."""
    sizes: list[int] = []
    wire: Any = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda done: sizes.append(int(done["encodedDataLength"])))
    page.goto(path, wait_until="networkidle")
    return sizes


def test_a_first_visit_of_home_webinar_and_form_is_light(programme: None, visitor: Visitor) -> None:
    # The month in which the example programme has a webinar, nine days from now.
    month = f"{now() + timedelta(days=9):%Y-%m}"
    for page in PAGES:
        path = page.format(month=month)
        # The language that needs most signs.
        sizes = counted(visitor(), f"/fr{path}")
        assert 3 <= len(sizes) <= MOST_REQUESTS, path
        assert sum(sizes) <= MOST_BYTES, path
