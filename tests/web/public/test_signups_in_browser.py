"""Registering in a real browser: without scripts, with them, and by keyboard alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_organisation, make_series, make_webinar
from tests.support.barriers import accessible
from tests.support.browser import Visitor
from webinars.models.message import Message
from webinars.models.organisation import OrganisationKind
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar
from webinars.settings import Settings
from webinars.tokens import Purpose, derive

# What the browser adds does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FORM = "/en/series/energy/register"
PHONE = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture
def webinars(session: Session) -> list[Webinar]:
    series = make_series(session, key="energy")
    region = make_hosts(session)[1].region
    make_organisation(
        session, name="Exemple Énergie", kind=OrganisationKind.RESEARCH, region=region, country="BE"
    )
    made = []
    for number in range(1, 4):
        start = (datetime.now(UTC) + timedelta(days=number)).replace(tzinfo=None, microsecond=0)
        values: dict[str, Any] = {"local_start": start, "time_zone": "UTC", "series": series}
        made.append(make_webinar(session, key=f"w{number}", **values))
    session.commit()
    return made


def fill(page: Page) -> None:
    page.get_by_label("First name").fill("Kim")
    page.get_by_label("Last name").fill("Beispiel")
    page.get_by_label("E-mail address").fill("kim@example.org")
    page.get_by_label("Your company or institute").fill("Beispielwerk")
    page.get_by_label("Company", exact=True).check()
    page.get_by_label("Saxony", exact=True).check()


def confirmation(session: Session, settings: Settings) -> str:
    session.rollback()
    signup = session.scalars(select(SignUp)).one()
    assert session.scalars(select(Message)).one().recipient == "kim@example.org"
    return f"/en/confirm/{derive(settings.link_key, Purpose.CONFIRM, signup.id, 1)}"


def test_the_whole_way_to_a_place_needs_no_script_and_fits_a_phone(
    webinars: list[Webinar], visitor: Visitor, session: Session, settings: Settings
) -> None:
    page = visitor(java_script_enabled=False, **PHONE)
    page.goto(FORM)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your first name.")
    page.get_by_label("Webinar", exact=False).first.check()
    fill(page)
    page.get_by_role("button", name="Register").click()
    expect(page.locator("h1")).to_have_text("One step left: look into your mailbox")
    page.goto(confirmation(session, settings))
    button = page.get_by_role("button")
    box = button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["viewport"]["height"]
    button.click()
    expect(page.locator("h1")).to_have_text("You have a place")
    page.get_by_role("link", name="Go to the waiting room").click()
    expect(page.locator(".countdown")).to_contain_text("until the start")


def test_every_page_on_the_way_is_accessible_and_reflows(
    webinars: list[Webinar], visitor: Visitor, session: Session, settings: Settings
) -> None:
    page = visitor(**PHONE)
    page.goto(FORM)
    accessible(page)
    page.get_by_role("button", name="Register").click()
    accessible(page)
    focused = "document.activeElement.className"
    assert page.evaluate(focused) == "errors"
    page.get_by_role("link", name="Enter your first name.").click()
    assert page.evaluate("document.activeElement.id") == "given_name"
    page.locator("#webinar-w1").check()
    fill(page)
    page.get_by_role("button", name="Register for 1 webinar").click()
    expect(page.locator("h1")).to_contain_text("One step left")
    accessible(page)
    page.goto(confirmation(session, settings))
    accessible(page)
    page.get_by_role("link", name="That was not me").click()
    accessible(page)
    page.go_back()
    page.get_by_role("button", name="Confirm now").click()
    expect(page.locator("h1")).to_have_text("You have a place")
    accessible(page)
    page.get_by_role("link", name="Go to the waiting room").click()
    expect(page.locator(".countdown")).to_be_visible()
    accessible(page)


def test_scripts_count_preset_and_ask_only_what_is_needed(
    webinars: list[Webinar], visitor: Visitor, session: Session
) -> None:
    page = visitor(timezone_id="America/Toronto")
    page.goto(FORM)
    submit = page.locator("[data-submit]")
    expect(submit).to_have_text("Register")
    page.locator("#webinar-w1").check()
    expect(submit).to_have_text("Register for 1 webinar")
    page.get_by_role("button", name="Select all").click()
    expect(submit).to_have_text("Register for 3 webinars")
    country = page.get_by_label("Your country")
    expect(country).to_be_hidden()
    page.get_by_label("Elsewhere").check()
    expect(country).to_be_visible()
    page.get_by_label("Saxony", exact=True).check()
    expect(country).to_be_hidden()
    page.reload()
    page.get_by_label("Your company or institute").fill("exemple énergie")
    page.get_by_label("Your company or institute").press("Tab")
    expect(page.get_by_label("Research institute")).to_be_checked()
    expect(page.get_by_label("Wallonia", exact=True)).to_be_checked()
    assert page.locator('[name="time_zone"]').input_value() == "America/Toronto"


def test_a_choice_of_ones_own_is_never_overwritten(
    webinars: list[Webinar], visitor: Visitor
) -> None:
    page = visitor()
    page.goto(FORM)
    page.get_by_label("Saxony", exact=True).check()
    page.get_by_label("Your company or institute").fill("Exemple Énergie")
    page.get_by_label("Your company or institute").press("Tab")
    expect(page.get_by_label("Research institute")).to_be_checked()
    expect(page.get_by_label("Saxony", exact=True)).to_be_checked()


def test_the_form_is_filled_in_and_sent_by_keyboard_alone(
    webinars: list[Webinar], visitor: Visitor, session: Session
) -> None:
    page = visitor()
    page.goto(FORM)
    page.locator("#webinar-w1").focus()
    page.keyboard.press("Space")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "given_name":
            break
    assert page.evaluate("document.activeElement.id") == "given_name"
    for text in ("Kim", "Beispiel", "kim@example.org", "Beispielwerk"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("One step left")
    session.rollback()
    signup = session.scalars(select(SignUp)).one()
    assert [webinar.key for webinar in signup.webinars] == ["w1"]
    assert (signup.region, signup.organisation_kind) == ("saxony", OrganisationKind.COMPANY)
