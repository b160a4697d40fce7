"""Passing a page on: by a button where scripts run, by hand everywhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.factories import make_webinar
from tests.support.browser import Visitor
from tests.support.times import starting_in
from webinars.clock import now
from webinars.models.webinar import Webinar

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def webinar(session: Session) -> Webinar:
    """A webinar stored before the service starts."""
    return make_webinar(session, key="w", **starting_in(since=now(), days=30))


def test_the_link_is_copied_by_a_button(webinar: Webinar, visitor: Visitor) -> None:
    page = visitor(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/en/webinars/w?utm_source=x")
    page.get_by_text("Share", exact=True).click()
    page.locator("[data-copy=link]").click()
    expect(page.locator("#link-said")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#link").input_value()
    assert copied.endswith("/en/webinars/w")


def test_without_scripts_there_is_the_link_and_no_button(
    webinar: Webinar, visitor: Visitor
) -> None:
    page = visitor(java_script_enabled=False)
    page.goto("/en/webinars/w")
    page.get_by_text("Share", exact=True).click()
    expect(page.locator("#link")).to_be_visible()
    expect(page.locator("[data-copy=link]")).to_be_hidden()
