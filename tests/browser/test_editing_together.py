"""Two teams edit the same webinar at the same time, in their language."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_webinar
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.teams import PHONE, SAXON, WALLOON, make_teams, sign_in
from tests.support.times import starting_in
from webinars.clock import now
from webinars.languages import LANGUAGE_NAMES
from webinars.models.webinar import Webinar, WebinarState

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TITLES = {"de": "Speicher im Quartier", "fr": "Le stockage de quartier"}
ENGLISH, SHORTER = "Storage in the neighbourhood", "Storage nearby"


class Words(NamedTuple):
    """What stands on what an organiser presses, fills in and reads."""

    missing: str
    translate: str
    title: str
    places: str
    save: str
    saved: str
    faster: str
    nothing: str


WORDS = {
    "de": Words(
        missing="Text fehlt auf Englisch",
        translate="Übersetzen",
        title="Titel",
        places="Plätze",
        save="Webinar speichern",
        saved="Gespeichert.",
        faster="Da war jemand schneller",
        nothing="Nichts wartet auf Sie.",
    ),
    "fr": Words(
        missing="Texte manquant en anglais",
        translate="Traduire",
        title="Titre",
        places="Places",
        save="Enregistrer le webinaire",
        saved="Modifications enregistrées.",
        faster="Quelqu’un vous a devancé",
        nothing="Rien ne vous attend.",
    ),
}


@pytest.fixture
def webinar(session: Session, language: str) -> Webinar:
    # Before the service runs: made afterwards, it would meet the worker's locks.
    series = make_teams(session, saxon=language, walloon=language)
    # A draft: of what is online, the other host would have to agree to another title.
    month = starting_in(since=now(), days=30)
    return make_webinar(session, series=series, titles=TITLES, state=WebinarState.DRAFT, **month)


def open_form(page: Page, words: Words) -> None:
    """Go from what waits today to the form."""
    expect(page.locator("main")).to_contain_text(words.missing)
    page.get_by_role("link", name=words.translate).click()
    expect(page.get_by_role("button", name=words.save, exact=True)).to_be_visible()


def english(page: Page, words: Words) -> Locator:
    """Return the field for the title in English."""
    group = page.get_by_role("group", name=words.title, exact=True)
    return group.get_by_label(LANGUAGE_NAMES["en"], exact=True)


def save(page: Page, words: Words) -> None:
    """Hand the form in."""
    page.get_by_role("button", name=words.save, exact=True).click()


@pytest.mark.parametrize("language", ["de", "fr"])
def test_who_saves_second_reads_what_changed_keeps_what_was_typed_and_today_is_empty(
    webinar: Webinar, visitor: Visitor, language: str
) -> None:
    words = WORDS[language]
    saxon, walloon = visitor(viewport=PHONE), visitor()
    for page, address in ((saxon, SAXON), (walloon, WALLOON)):
        sign_in(page, address, language)
        open_form(page, words)
    usable(walloon)

    english(walloon, words).fill(ENGLISH)
    save(walloon, words)
    expect(walloon.get_by_role("status")).to_contain_text(words.saved)

    # The second one is told, and finds everything as it was typed.
    english(saxon, words).fill(SHORTER)
    saxon.get_by_label(words.places, exact=True).fill("40")
    save(saxon, words)
    told = saxon.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_contain_text(words.faster)
    expect(told).to_contain_text(ENGLISH)
    expect(english(saxon, words)).to_have_value(SHORTER)
    expect(saxon.get_by_label(words.places, exact=True)).to_have_value("40")
    usable(saxon)

    # Having chosen, they save once more.
    english(saxon, words).fill(ENGLISH)
    save(saxon, words)
    expect(saxon.get_by_role("status")).to_contain_text(words.saved)
    walloon.reload()
    expect(walloon.locator("main")).to_contain_text(ENGLISH)
    expect(walloon.locator("main")).to_contain_text("40")
    for page in (saxon, walloon):
        page.goto(f"/{language}/organiser")
        expect(page.locator("main")).to_contain_text(words.nothing)
        expect(page.locator("main")).not_to_contain_text(words.missing)
