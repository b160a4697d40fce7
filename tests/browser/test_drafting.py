"""A joint webinar from the empty form until it is online, by both teams, in their language."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.received import link_in, mails_to
from tests.support.smtp import Sink
from tests.support.teams import PHONE, SAXON, WALLOON, make_teams, sign_in
from webinars.clock import now
from webinars.languages import LANGUAGE_NAMES

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Words(NamedTuple):
    """What stands on what an organiser presses, fills in and reads."""

    webinars: str
    add: str
    date: str
    begins: str
    save_draft: str
    title_missing: str
    texts: tuple[str, ...]
    topics: str
    saved: str
    preview: str
    preview_note: str
    back: str
    publish: str
    asked: str
    asks: str
    view: str
    suggest: str
    save: str
    void: str
    agree: str
    online: str
    nothing: str


WORDS = {
    "de": Words(
        webinars="Webinare",
        add="Webinar hinzufügen",
        date="Datum",
        begins="Beginn",
        save_draft="Als Entwurf speichern",
        title_missing="Bitte geben Sie den Titel an.",
        texts=("Titel", "In ein, zwei Sätzen", "Beschreibung"),
        topics="Themen",
        saved="Gespeichert.",
        preview="Vorschau: So wird es aussehen",
        preview_note="Vorschau für die Teams der Gastgeber.",
        back="Zurück zur Veröffentlichung",
        publish="Gemeinsam mit {} veröffentlichen",
        asked="Sie haben zugestimmt. {} wurde per E-Mail gefragt.",
        asks="{} bittet um Ihre Zustimmung",
        view="Ansehen und zustimmen",
        suggest="Änderung vorschlagen",
        save="Webinar speichern",
        void="Seit der Zustimmung von {} wurde das Webinar bearbeitet.",
        agree="Zustimmen und veröffentlichen",
        online="Beide Gastgeber haben zugestimmt. Das Webinar ist online.",
        nothing="Nichts wartet auf Sie.",
    ),
    "fr": Words(
        webinars="Webinaires",
        add="Ajouter un webinaire",
        date="Date",
        begins="Début",
        save_draft="Enregistrer comme brouillon",
        title_missing="Veuillez indiquer le titre.",
        texts=("Titre", "En une ou deux phrases", "Description"),
        topics="Thèmes",
        saved="Modifications enregistrées.",
        preview="Aperçu de la page publique",
        preview_note="Aperçu réservé aux équipes des organisateurs.",
        back="Retour à la publication",
        publish="Publier avec {}",
        asked="Vous avez donné votre accord. {} a reçu votre demande par e-mail.",
        asks="{} demande votre accord",
        view="Consulter et donner notre accord",
        suggest="Proposer une modification",
        save="Enregistrer le webinaire",
        void="Le webinaire a été modifié depuis que {} avait donné son accord.",
        agree="Donner notre accord et publier",
        online="Les deux organisateurs ont donné leur accord. Le webinaire est en ligne.",
        nothing="Rien ne vous attend.",
    ),
}

FIRST, LAST = {"de": "14:00", "fr": "14 h 00"}, {"de": "15:30", "fr": "15 h 30"}
"""When it shall begin, and after the change, as people read it."""


def write(page: Page, words: Words, language: str) -> None:
    """Fill in the empty form in three languages; what was typed survives a mistake."""
    page.get_by_role("link", name=words.webinars, exact=True).click()
    page.get_by_role("link", name=words.add).click()
    # Nothing is asked that has no answers.
    expect(page.get_by_role("group", name=words.topics, exact=True)).to_have_count(0)
    day = (now() + timedelta(days=30)).date().isoformat()
    page.get_by_label(words.date, exact=True).fill(day)
    page.get_by_label(words.begins, exact=True).fill("14:00")
    page.get_by_role("button", name=words.save_draft).click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name=words.title_missing).click()
    title = page.get_by_role("group", name=words.texts[0], exact=True)
    expect(title.get_by_label(LANGUAGE_NAMES[language], exact=True)).to_be_focused()
    expect(page.get_by_label(words.date, exact=True)).to_have_value(day)
    usable(page)
    for part in words.texts:
        group = page.get_by_role("group", name=part, exact=True)
        for code, name in LANGUAGE_NAMES.items():
            group.get_by_label(name, exact=True).fill(f"{part} ({code})")
    page.get_by_role("button", name=words.save_draft).click()
    expect(page.get_by_role("status")).to_contain_text(words.saved)
    usable(page)


def look(page: Page, words: Words) -> None:
    """Look at the page as visitors will see it, in each of their languages."""
    page.get_by_role("link", name=words.preview).click()
    expect(page.get_by_role("note").first).to_contain_text(words.preview_note)
    usable(page)
    page.get_by_role("link", name=words.back).click()


def suggest(page: Page, words: Words) -> None:
    """Begin later than the other host wanted; its agreement no longer counts."""
    page.get_by_role("link", name=words.suggest).click()
    expect(page.get_by_label(words.begins, exact=True)).to_have_value("14:00")
    page.get_by_label(words.begins, exact=True).fill("15:30")
    page.get_by_role("button", name=words.save, exact=True).click()
    expect(page.locator("main")).to_contain_text(words.void.format("Energy Saxony"))
    usable(page)
    page.get_by_role("button", name=words.publish.format("Energy Saxony")).click()
    expect(page.get_by_role("status")).to_contain_text(words.asked.format("Energy Saxony"))


@pytest.fixture
def teams(session: Session, language: str) -> None:
    # Before the service runs: made afterwards, they would meet the worker's locks.
    make_teams(session, saxon=language, walloon=language)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_joint_webinar_is_written_looked_at_changed_by_the_other_host_and_published(
    teams: None, smtp: Sink, visitor: Visitor, language: str
) -> None:
    words = WORDS[language]
    title = f"{words.texts[0]} ({language})"
    saxon, walloon, reader = visitor(), visitor(viewport=PHONE), visitor(viewport=PHONE)

    # One team writes, looks at it and asks the other.
    sign_in(saxon, SAXON, language)
    write(saxon, words, language)
    look(saxon, words)
    saxon.get_by_role("button", name=words.publish.format("TWEED")).click()
    expect(saxon.get_by_role("status")).to_contain_text(words.asked.format("TWEED"))
    usable(saxon)

    # The other one, on a telephone, wants it later.
    sign_in(walloon, WALLOON, language)
    expect(walloon.locator("main")).to_contain_text(words.asks.format("Energy Saxony"))
    usable(walloon)
    walloon.get_by_role("link", name=words.view).click()
    expect(walloon.locator("main")).to_contain_text(FIRST[language])
    usable(walloon)
    suggest(walloon, words)

    # The first one reads the later time on the way from its mail, and agrees.
    (asked,) = mails_to(smtp, SAXON, 1)
    saxon.goto(link_in(asked, "organiser"))
    expect(saxon.locator("main")).to_contain_text(LAST[language])
    saxon.get_by_role("button", name=words.agree).click()
    expect(saxon.locator("main")).to_contain_text(words.online)

    # Nothing waits any more, and everybody can read it.
    walloon.goto(f"/{language}/organiser")
    expect(walloon.locator("main")).to_contain_text(words.nothing)
    reader.goto(f"/{language}/")
    reader.get_by_role("link", name=title).first.click()
    expect(reader.locator("h1")).to_have_text(re.compile(re.escape(title)))
    expect(reader.locator("main")).to_contain_text(LAST[language])
