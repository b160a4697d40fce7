"""People whom a team adds in a browser, and what they read and press themselves."""

from __future__ import annotations

from email.message import EmailMessage
from typing import NamedTuple

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_webinar
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.received import link_in
from tests.support.teams import PHONE, make_teams
from tests.support.times import starting_in
from webinars.clock import now

TITLES = {"en": "Grids", "de": "Netze der Zukunft", "fr": "Les réseaux de demain"}


class Words(NamedTuple):
    """What stands on the pages of adding, in the mails and behind their links."""

    given_name: str
    family_name: str
    email: str
    organisation: str
    company: str
    region: str
    own_name: str
    incomplete: str
    waiting: str
    back: str
    subject: str
    hello: str
    entered: str
    confirm: str
    reserved: str


WORDS = {
    "de": Words(
        given_name="Vorname",
        family_name="Nachname",
        email="E-Mail-Adresse",
        organisation="Organisation",
        company="Unternehmen",
        region="Wallonie",
        own_name="Deutsch",
        incomplete="Diese Adresse ist nicht vollständig.",
        waiting="Eingetragen, noch nicht bestätigt",
        back="Zurück zur Liste",
        subject="Bitte bestätigen Sie Ihre E-Mail-Adresse",
        hello="Guten Tag,",
        entered="Team von Energy Saxony hat Ihre Adresse eingetragen",
        confirm="Jetzt bestätigen",
        reserved="Platz reserviert",
    ),
    "fr": Words(
        given_name="Prénom",
        family_name="Nom",
        email="Adresse e-mail",
        organisation="Organisation",
        company="Entreprise",
        region="Wallonie",
        own_name="Français",
        incomplete="Cette adresse est incomplète.",
        waiting="Ajoutées, pas encore confirmées",
        back="Retour à la liste",
        subject="Veuillez confirmer votre adresse e-mail",
        hello="Bonjour,",
        entered="L’équipe Energy Saxony a saisi votre adresse",
        confirm="Confirmer maintenant",
        reserved="Place réservée",
    ),
}


def make_joint(session: Session, language: str) -> None:
    """Make a joint webinar with places for everybody, and a team that reads this language."""
    series = make_teams(session, saxon=language)
    month = starting_in(since=now(), days=30)
    make_webinar(session, key="joint", series=series, titles=TITLES, capacity=100, **month)


def open_people(page: Page, language: str) -> None:
    """Go to the people of the webinar."""
    page.goto(f"/{language}/organiser/webinars/joint/people")
    usable(page)


def read(mail: EmailMessage, language: str) -> None:
    """Read the mail that asks to confirm, in the language of whoever got it."""
    words = WORDS[language]
    plain = mail.get_body(("plain",))
    assert plain is not None
    content = plain.get_content()
    assert (mail["Content-Language"], mail["Subject"]) == (language, words.subject)
    assert content.startswith(words.hello), content
    assert words.entered in content
    assert TITLES[language] in content


def confirm(visitor: Visitor, mail: EmailMessage, language: str) -> None:
    """Confirm by the link of the mail, on the person's own device."""
    words, page = WORDS[language], visitor(viewport=PHONE)
    page.goto(link_in(mail, "confirm"))
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("main")).to_contain_text(words.entered)
    usable(page)
    page.get_by_role("button", name=words.confirm, exact=True).click()
    expect(page.locator("main")).to_contain_text(words.reserved)
    usable(page)
    page.context.close()
