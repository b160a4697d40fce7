"""The whole sign-up as some people do it: by keyboard, without scripts, with large letters."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_agenda_item, make_notice, make_webinar, texts
from tests.support.browser import Visitor
from tests.support.received import link_in, mails_to
from tests.support.smtp import Sink
from tests.support.times import starting_in
from webinars.clock import now
from webinars.models.webinar import Webinar

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ADDRESS = "camille.exemple@example.org"
SEND = "main form button[type=submit]"
MOST_STEPS = 80

TYPED = {
    "given_name": "Camille",
    "family_name": "Exemple",
    "email": ADDRESS,
    "organisation_name": "Exemple Énergie SA",
}
CHOSEN = {"organisation_kind": "company", "region": "wallonia"}

CUT = """
() => [...document.querySelectorAll('body *')].filter(each => {
  const style = getComputedStyle(each), box = each.getBoundingClientRect();
  const clips = ['hidden', 'clip'].includes(style.overflowX);
  const read = box.width > 1 && box.height > 1 && each.innerText
    && !each.closest('[aria-hidden=true]');
  return read && clips && each.scrollWidth > each.clientWidth + 1;
}).map(each => each.outerHTML.slice(0, 120))
"""
"""Returns the parts of a page whose text goes on where it can no longer be seen."""

FOCUS = """
() => {
  const each = document.activeElement, box = each.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const style = getComputedStyle(each);
  return {
    marked: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
    seen: each.contains(top) || (top !== null && top.contains(each)),
  };
}
"""
"""Returns whether the part that has the focus can be seen, and shows that it has it."""


@pytest.fixture
def webinar(session: Session) -> Webinar:
    """A webinar stored before the service starts."""
    make_notice(session)
    long = {
        **texts("Energiemanagement und Stromversorgungssysteme"),
        "fr": "Gestion de l’énergie et systèmes d’alimentation électrique performants",
    }
    made = make_webinar(session, key="w", titles=long, **starting_in(since=now(), days=2))
    make_agenda_item(session, webinar=made)
    return made


def reach(page: Page, selector: str) -> None:
    """Press Tab until this is reached; what has the focus is to be seen all the way."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS) == {"marked": True, "seen": True}, page.evaluate(
            "document.activeElement.outerHTML"
        )
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard on {page.url}")


def test_the_whole_sign_up_works_by_keyboard_alone(
    webinar: Webinar, visitor: Visitor, smtp: Sink
) -> None:
    page = visitor(locale="fr-BE", viewport={"width": 390, "height": 800})
    page.goto("/fr/webinars/w")
    page.keyboard.press("Tab")
    # The first step leads past the navigation.
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    reach(page, "a[href*='/webinars/w/register']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/register**")
    for name, value in TYPED.items():
        reach(page, f"[name={name}]")
        page.keyboard.type(value)
    for name, value in CHOSEN.items():
        reach(page, f"[name={name}]")
        choose(page, name, value)
    reach(page, SEND)
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/sent**")
    (asked,) = mails_to(smtp, ADDRESS, 1)
    page.goto(link_in(asked, "confirm"))
    reach(page, SEND)
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/my/**")
    expect(page.locator("main")).to_contain_text("Place réservée")
    reach(page, "main a[href*='/details']")


def choose(page: Page, name: str, value: str) -> None:
    """Choose one of several by the arrows."""
    wanted = page.locator(f"[name={name}][value={value}]")
    for _step in range(MOST_STEPS):
        page.keyboard.press("Space")
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} cannot be chosen by keyboard")


def test_the_whole_sign_up_works_without_scripts(
    webinar: Webinar, visitor: Visitor, smtp: Sink
) -> None:
    page = visitor(locale="fr-BE", java_script_enabled=False)
    page.goto("/fr/")
    page.get_by_role("link", name=webinar.titles["fr"]).first.click()
    page.locator("a[href*='/webinars/w/register']").first.click()
    page.locator("[name=given_name]").fill("Camille")
    page.locator(SEND).click()
    # Forgetting a field loses nothing.
    expect(page.locator("[name=given_name]")).to_have_value("Camille")
    expect(page.locator(".errors")).to_be_visible()
    fill_in(page)
    page.locator(SEND).click()
    page.wait_for_url("**/fr/sent**")
    (asked,) = mails_to(smtp, ADDRESS, 1)
    page.goto(link_in(asked, "confirm"))
    page.locator(SEND).click()
    page.wait_for_url("**/fr/my/**")
    expect(page.locator("main")).to_contain_text("Place réservée")


def fill_in(page: Page) -> None:
    for name, value in TYPED.items():
        page.locator(f"[name={name}]").fill(value)
    for name, value in CHOSEN.items():
        page.locator(f"[name={name}][value={value}]").check()


def test_letters_twice_as_large_stay_whole_and_scroll_in_one_direction(
    webinar: Webinar, visitor: Visitor, smtp: Sink
) -> None:
    page = visitor()
    page.goto("/fr/webinars/w/register")
    fill_in(page)
    page.locator(SEND).click()
    (asked,) = mails_to(smtp, ADDRESS, 1)
    page.goto(link_in(asked, "confirm"))
    page.locator(SEND).click()
    page.wait_for_url("**/fr/my/**")
    mine = page.url.partition("/fr")[2]
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for language in ("de", "fr"):
            for path in ("/", "/webinars/w", "/webinars/w/register", mine):
                page.goto(f"/{language}{path}")
                before = size_of_letters(page)
                page.evaluate("document.documentElement.style.fontSize = '200%'")
                assert size_of_letters(page) == pytest.approx(2 * before, rel=0.01)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide == width, page.url
                assert page.evaluate(CUT) == [], page.url


def size_of_letters(page: Page) -> float:
    """Return how large the text of the page is, in pixels."""
    return float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))
