"""The programme on another site."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_webinar, texts
from tests.support.browser import Visitor
from tests.support.other_site import running_other_site
from tests.support.times import starting_in
from webinars.documents.embed_code import Embed, script_code
from webinars.models.webinar import Webinar

# What the browser does with the frame does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HEIGHT_OF_CONTENT = "document.documentElement.offsetHeight"


@pytest.fixture
def webinar(session: Session) -> Webinar:
    """The first of three webinars, stored before the service starts."""
    first = make_webinar(session, key="w", titles=texts("Grids"), **starting_in(days=2))
    for days in (3, 4):
        make_webinar(session, series=first.series, **starting_in(days=days))
    return first


def snippet(service: str, kind: str = "list") -> str:
    embed = Embed(kind=kind, language="fr", host="tweed", topic="", length="5")
    return script_code(embed, f"{service}/embed.js")


def inner(page: Page) -> Any:
    expect(page.locator("iframe")).to_have_count(1)
    return page.frame_locator("iframe")


def accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_the_frame_appears_as_high_as_its_content_and_sets_no_cookie(
    webinar: Webinar, visitor: Visitor, service: str, width: int
) -> None:
    page = visitor(viewport={"width": width, "height": 900})
    with running_other_site(snippet(service)) as site:
        page.goto(site)
        expect(inner(page).get_by_role("link", name="Grids (fr)")).to_be_visible()
        expect(page.locator("iframe")).to_have_attribute("title", "Webinaires")
        frame = page.frames[1]
        page.wait_for_function(
            "wanted => Math.abs(document.querySelector('iframe').offsetHeight - wanted) <= 1",
            arg=frame.evaluate(HEIGHT_OF_CONTENT),
        )
        assert frame.evaluate(
            "document.documentElement.scrollHeight <= innerHeight + 1"
            " && document.documentElement.scrollWidth <= innerWidth"
        )
        assert page.context.cookies() == []
        accessible(page)
