"""A half-filled form is not lost by a slip: in a real browser, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, expect
from sqlalchemy.orm import Session

from tests.factories import make_webinar
from tests.support.browser import Visitor
from tests.support.teams import SAXON, make_teams, sign_in
from tests.support.times import starting_in
from webinars.clock import now
from webinars.models.series import Series

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def series(session: Session) -> Series:
    # Before the service runs: made afterwards, it would meet the worker's locks.
    made = make_teams(session, saxon="de", walloon="fr")
    make_webinar(session, key="w", series=made, **starting_in(since=now(), days=30))
    return made


def test_going_back_to_a_refused_form_shows_what_was_typed(
    series: Series, service: str, visitor: Visitor
) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"{service}/en/webinars/w/register")
    page.locator("#given_name").fill("Kim")
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto(f"{service}/en/")
    page.go_back()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#given_name")).to_have_value("Kim")


def test_enter_in_a_field_sends_the_form_and_shows_no_other_language(
    series: Series, service: str, visitor: Visitor
) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"{service}/fr/webinars/w/register")
    page.locator("#given_name").fill("Kim")
    page.locator("#given_name").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_leaving_a_changed_form_asks_and_another_language_takes_it_along(
    series: Series, service: str, visitor: Visitor
) -> None:
    page = visitor()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    sign_in(page, SAXON, "de")
    page.goto(f"{service}/de/organiser/webinars/w/edit")
    page.locator("#capacity").press_sequentially("5")
    typed = page.locator("#capacity").input_value()
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#capacity")).to_have_value(typed)
    assert asked == []
    page.locator("#capacity").click()
    page.locator("nav.places a").first.click()
    expect(page.locator("#capacity")).to_have_value(typed)
    assert asked == ["beforeunload"]
