"""The step more in a real browser: with scripts, without them, and filled in by the browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_series, make_webinar
from tests.support.barriers import barriers_of
from tests.support.browser import Visitor
from webinars.models.signup import SignUp
from webinars.steps.entrance import PLAIN_PER_HOUR

# What the browser adds does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FORM = "/fr/webinars/w1/register"


@pytest.fixture(autouse=True)
def webinar(session: Session) -> None:
    start = (datetime.now(UTC) + timedelta(days=3)).replace(tzinfo=None, microsecond=0)
    series = make_series(session, key="energy")
    make_webinar(session, key="w1", local_start=start, time_zone="UTC", series=series)
    session.commit()


def send(page: Page, email: str) -> None:
    """Fill in the form, and what nobody sees as well: some browsers do, whatever we ask."""
    page.goto(FORM)
    unseen = page.locator("[name=second_line]")
    assert unseen.get_attribute("autocomplete") == "off"
    unseen.fill("Exemple SA", force=True)
    page.locator("[name=given_name]").fill("Kim")
    page.locator("[name=family_name]").fill("Exemple")
    page.locator("[name=email]").fill(email)
    page.locator("[name=organisation_name]").fill("Exemple SA")
    page.locator("[name=organisation_kind][value=company]").check()
    page.locator("[name=region]").first.check()
    page.locator("[data-submit]").click()
    expect(page.locator("h1")).to_have_text("Encore une étape")


def kept(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(SignUp.email).order_by(SignUp.id)))


def test_a_browser_calculates_and_is_led_to_the_mailbox(visitor: Visitor, session: Session) -> None:
    page = visitor()
    # More often than the button alone opens.
    for number in range(PLAIN_PER_HOUR + 1):
        send(page, f"kim{number}@example.org")
        assert barriers_of(page) == []
        page.get_by_role("button", name="Envoyer mon inscription").click()
        page.wait_for_url("**/sent")
    assert len(kept(session)) == PLAIN_PER_HOUR + 1


def test_the_keyboard_does_not_reach_what_nobody_sees(visitor: Visitor) -> None:
    page = visitor()
    page.goto(FORM)
    page.locator("[name=email]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "organisation_name"


def test_without_scripts_one_press_of_the_button_does(visitor: Visitor, session: Session) -> None:
    page = visitor(java_script_enabled=False)
    send(page, "kim@example.org")
    page.get_by_role("button", name="Envoyer mon inscription").press("Enter")
    page.wait_for_url("**/sent")
    assert kept(session) == ["kim@example.org"]
