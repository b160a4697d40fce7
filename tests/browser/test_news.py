"""A host writes news to those who agreed to its own, and to nobody else."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_consent
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.news import make_news_reader
from tests.support.received import link_in, mails_to
from tests.support.smtp import Sink
from tests.support.teams import PHONE, SAXON, make_teams, sign_in
from webinars.clock import now
from webinars.languages import LANGUAGE_NAMES

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TITLES = {"de": "Zwei neue Termine", "fr": "Deux nouvelles dates", "en": "Two new dates"}
OTHERS = "reader.of.the.other.host@example.org"


class Words(NamedTuple):
    """What stands on what an organiser or a reader presses, fills in and reads."""

    write: str
    subject: str
    text: str
    save: str
    to_three: str
    mails: str
    test: str
    under_way: str
    send: str
    get_it: str
    withdraw: str
    no_more: str


WORDS = {
    "de": Words(
        write="Neuigkeiten schreiben",
        subject="Betreff",
        text="Text",
        save="Speichern und ansehen, wie sie ankommt",
        to_three="3 Personen haben eingewilligt",
        mails="Damit geht eine E-Mail an 3 Personen hinaus.",
        test="Mir als Test senden",
        under_way=f"Der Test ist unterwegs an {SAXON}.",
        send="An 3 Personen senden",
        get_it="3 Personen erhalten diese E-Mail.",
        withdraw="Neuigkeiten von Energy Saxony abbestellen",
        no_more="Sie erhalten keine Neuigkeiten von Energy Saxony mehr.",
    ),
    "fr": Words(
        write="Écrire des actualités",
        subject="Objet",
        text="Texte",
        save="Enregistrer et voir comment il arrivera",
        to_three="3 personnes ont consenti",
        mails="Un e-mail sera envoyé à 3 personnes.",
        test="Me l’envoyer à titre de test",
        under_way=f"Le test est en route vers {SAXON}.",
        send="Envoyer à 3 personnes",
        get_it="3 personnes reçoivent cet e-mail.",
        withdraw="Ne plus recevoir les actualités envoyées par Energy Saxony",
        no_more="Vous ne recevrez plus d’actualités envoyées par Energy Saxony.",
    ),
}


@pytest.fixture
def service_settings() -> dict[str, str]:
    return {"settle_seconds": "1"}


@pytest.fixture
def news(session: Session, language: str) -> str:
    """Make three readers of one host, each with another language, and one of the other."""
    # Before the service runs: made afterwards, they would meet the worker's locks.
    saxon, walloon = make_teams(session, saxon=language).hosts
    for code in LANGUAGE_NAMES:
        email = f"kim.{code}@example.org"
        attendee = make_attendee(session, email=email, language=code, created_at=now())
        make_consent(session, attendee, host_id=saxon.id)
        agreed = {"language": code, "confirmed_at": now(), "seen_at": now()}
        make_news_reader(session, saxon, email, **agreed)
    make_news_reader(session, walloon, OTHERS, confirmed_at=now(), seen_at=now())
    return f"/{language}/organiser/hosts/{saxon.key}/news"


def write(page: Page, words: Words) -> None:
    """Write in three languages and look at each of them."""
    page.get_by_role("link", name=words.write).click()
    usable(page)
    for part, texts in ((words.subject, TITLES), (words.text, dict.fromkeys(TITLES, "{host}"))):
        group = page.get_by_role("group", name=part, exact=True)
        for code, name in LANGUAGE_NAMES.items():
            group.get_by_label(name, exact=True).fill(texts[code])
    page.get_by_role("button", name=words.save).click()
    for code, name in LANGUAGE_NAMES.items():
        page.get_by_role("link", name=name, exact=True).last.click()
        expect(page.locator(f"dd[lang={code}]")).to_have_text(TITLES[code])
        expect(page.frame_locator("main iframe").locator("body")).to_contain_text("Energy Saxony")
    usable(page)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_news_is_written_tried_and_sent_and_a_reader_stops_it(
    news: str, smtp: Sink, visitor: Visitor, language: str
) -> None:
    words = WORDS[language]
    page = visitor(viewport=PHONE)
    sign_in(page, SAXON, language)
    page.goto(news)
    expect(page.locator("main")).to_contain_text(words.to_three)
    usable(page)

    write(page, words)
    page.get_by_role("button", name=words.test).click()
    expect(page.get_by_role("status")).to_contain_text(words.under_way)
    mails_to(smtp, SAXON, 1)

    expect(page.locator("main")).to_contain_text(words.mails)
    page.get_by_role("button", name=words.send).click()
    expect(page.get_by_role("status")).to_contain_text(words.get_it)
    usable(page)
    for code in LANGUAGE_NAMES:
        (mail,) = mails_to(smtp, f"kim.{code}@example.org", 1)
        assert (mail["Content-Language"], mail["Subject"]) == (code, TITLES[code])
        assert "TWEED" not in str(mail)

    # A reader follows the link of the mail and presses the button there.
    reader = visitor(viewport=PHONE)
    reader.goto(link_in(mails_to(smtp, f"kim.{language}@example.org", 1)[0], "stop-news"))
    usable(reader)
    reader.get_by_role("button", name=words.withdraw).click()
    expect(reader.get_by_role("status")).to_contain_text(words.no_more)
    page.goto(news)
    expect(page.locator("main")).to_contain_text(re.compile(words.to_three.replace("3", "2")))
    assert smtp.messages_to(OTHERS) == []
