"""A team gives a mail words of its own, which people get, and goes back to the usual ones."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_webinar
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.received import mails_to
from tests.support.smtp import Sink
from tests.support.teams import PHONE, SAXON, make_teams, sign_in
from tests.support.times import starting_in
from webinars.clock import now
from webinars.languages import LANGUAGE_NAMES

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TITLE = {"de": "Netze", "fr": "Réseaux", "en": "Grids"}


class Words(NamedTuple):
    """What stands on what an organiser presses, fills in and reads."""

    reminders: str
    own_words: str
    kind: str
    usual: str
    own: str
    subject: str
    beginning: str
    save: str
    wrong: str
    saved: str
    test: str
    back: str
    remove: str
    usual_again: str
    welcome: str


WORDS = {
    "de": Words(
        reminders="Erinnerungen",
        own_words="Worte der E-Mails",
        kind="Angemeldet, mit Platz",
        usual="übliche Worte",
        own="eigene Worte",
        subject="Betreff",
        beginning="Anfang",
        save="Speichern und ansehen, wie sie ankommt",
        wrong="{nme} ist kein Platzhalter.",
        saved="Es wurde keine E-Mail gesendet.",
        test="Mir als Test senden",
        back="Zurück zu den üblichen Worten",
        remove="Meine Worte entfernen",
        usual_again="Es gelten wieder die üblichen Worte.",
        welcome="Willkommen bei",
    ),
    "fr": Words(
        reminders="Rappels",
        own_words="Mots des e-mails",
        kind="Inscription, avec une place",
        usual="mots habituels",
        own="mots propres",
        subject="Objet",
        beginning="Début du texte",
        save="Enregistrer et voir comment il arrivera",
        wrong="{nme} n’est pas un champ.",
        saved="Aucun e-mail n’est parti.",
        test="Me l’envoyer à titre de test",
        back="Revenir aux mots habituels",
        remove="Supprimer mes mots",
        usual_again="Les mots habituels s’appliquent de nouveau.",
        welcome="Bienvenue à",
    ),
}


@pytest.fixture
def webinar(session: Session, language: str) -> str:
    """Make a webinar; return the page with its mails before the start."""
    # Before the service runs: made afterwards, it would meet the worker's locks.
    series = make_teams(session, saxon=language)
    start = starting_in(since=now(), days=30)
    made = make_webinar(session, key="grids", series=series, titles=TITLE, **start)
    return f"/{language}/organiser/webinars/{made.key}/reminders"


def write(page: Page, words: Words, language: str) -> None:
    """Write subject and beginning; a placeholder that there is not is named, the words stay."""
    name = LANGUAGE_NAMES[language]
    subject = page.get_by_role("group", name=words.subject, exact=True).get_by_label(name)
    beginning = page.get_by_role("group", name=words.beginning, exact=True).get_by_label(name)
    subject.fill(words.welcome + " {webinar}")
    beginning.fill("{nme} · Beispiel")
    page.get_by_role("button", name=words.save).click()
    told = page.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_contain_text(words.wrong)
    usable(page)
    expect(subject).to_have_value(words.welcome + " {webinar}")
    expect(beginning).to_have_value("{nme} · Beispiel")
    beginning.fill("{name} · Beispiel")
    page.get_by_role("button", name=words.save).click()


@pytest.mark.parametrize("language", ["de", "fr"])
def test_words_are_written_read_in_a_test_and_taken_away(
    webinar: str, smtp: Sink, visitor: Visitor, language: str
) -> None:
    words, subject = WORDS[language], f"{WORDS[language].welcome} {TITLE[language]}"
    page = visitor(viewport=PHONE)
    sign_in(page, SAXON, language)
    page.goto(webinar)
    page.get_by_role("link", name=words.own_words, exact=True).click()
    row = page.locator("dl.rows > div").filter(has_text=words.kind)
    expect(row).to_contain_text(words.usual)
    usable(page)
    page.get_by_role("link", name=words.kind, exact=True).click()
    usable(page)

    write(page, words, language)
    expect(page.get_by_role("status")).to_contain_text(words.saved)
    expect(page.locator("main b")).to_have_text(subject)
    usable(page)
    page.get_by_role("button", name=words.test).click()
    (mail,) = mails_to(smtp, SAXON, 1)
    assert subject in mail["Subject"]
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert "· Beispiel" in plain.get_content()
    assert "{" not in plain.get_content()

    page.get_by_role("link", name=words.own_words, exact=True).first.click()
    expect(row).to_contain_text(words.own)
    page.get_by_role("link", name=words.kind, exact=True).click()
    page.get_by_role("link", name=words.back, exact=True).click()
    usable(page)
    page.get_by_role("button", name=words.remove).click()
    expect(page.get_by_role("status")).to_contain_text(words.usual_again)
    expect(page.locator("main b")).not_to_contain_text(words.welcome)
    usable(page)
