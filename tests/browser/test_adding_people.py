"""A team adds a person by hand, who confirms in the own language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.support.additions import WORDS, Words, confirm, make_joint, open_people, read
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.received import mails_to
from tests.support.smtp import Sink
from tests.support.teams import PHONE, SAXON, sign_in

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OTHER = {"de": "fr", "fr": "de"}
"""Who is added reads another language than the organiser."""

ADD = {"de": "Person eintragen", "fr": "Ajouter une personne"}
ASK = {
    "de": "Eintragen und um Bestätigung bitten",
    "fr": "Ajouter et demander la confirmation",
}


@pytest.fixture
def webinar(session: Session, language: str) -> None:
    """A webinar to which people can be added."""
    # Before the service runs: made afterwards, it would meet the worker's locks.
    make_joint(session, language)


def fill_in(page: Page, words: Words, language: str) -> None:
    """Type who is to be added, with an address that is not whole."""
    page.get_by_label(words.given_name, exact=True).fill("Camille")
    page.get_by_label(words.family_name, exact=True).fill("Exemple")
    page.get_by_label(words.email).fill("camille@")
    page.get_by_label(words.organisation, exact=True).fill("Exemple SA")
    page.get_by_label(words.company, exact=True).check()
    page.get_by_label(words.region, exact=True).check()
    page.get_by_label(WORDS[language].own_name, exact=True).check()


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_person_is_added_by_hand_confirms_in_the_own_language_and_is_among_the_people(
    webinar: None, smtp: Sink, visitor: Visitor, language: str
) -> None:
    words, theirs = WORDS[language], OTHER[language]
    page = visitor(viewport=PHONE) if language == "de" else visitor()
    sign_in(page, SAXON, language)
    open_people(page, language)
    page.get_by_role("link", name=ADD[language], exact=True).click()
    usable(page)
    fill_in(page, words, theirs)
    ask = page.get_by_role("button", name=ASK[language], exact=True)
    ask.click()

    # A slip loses nothing.
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator(".errors")).to_contain_text(words.incomplete)
    usable(page)
    expect(page.get_by_label(words.family_name, exact=True)).to_have_value("Exemple")
    for chosen in (words.company, words.region, WORDS[theirs].own_name):
        expect(page.get_by_label(chosen, exact=True)).to_be_checked()
    page.get_by_label(words.email).fill("camille@example.org")
    ask.click()
    expect(page.get_by_role("row").filter(has_text="camille@example.org")).to_be_visible()
    usable(page)

    (mail,) = mails_to(smtp, "camille@example.org", 1)
    read(mail, theirs)
    confirm(visitor, mail, theirs)

    page.reload()
    expect(page.locator("main")).not_to_contain_text("camille@example.org")
    usable(page)
    page.get_by_role("link", name=words.back, exact=True).click()
    expect(page.get_by_role("rowheader", name="Camille Exemple")).to_be_visible()
    # The confirmation of the place, and the calendar entry.
    mails = mails_to(smtp, "camille@example.org", 3)
    assert {str(each["Content-Language"]) for each in mails} == {theirs}
