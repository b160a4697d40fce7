"""What a team does about people, in its language, and what these people read of it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_invitation, make_registration, make_webinar
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.received import mails_to
from tests.support.smtp import Sink
from tests.support.teams import PHONE, SAXON, make_teams, sign_in
from tests.support.times import starting_in
from webinars.clock import now
from webinars.models.registration import RegistrationState
from webinars.models.webinar import Webinar

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TITLES = {"en": "Grids", "de": "Netze der Zukunft", "fr": "Les réseaux de demain"}
OTHER = {"en": "Storage", "de": "Speicher im Quartier", "fr": "Le stockage de quartier"}


class Words(NamedTuple):
    """What stands on what an organiser presses and reads, and in the mails."""

    decide: str
    approve: str
    decline: str
    give: str
    more_seats: str
    move: str
    move_now: str
    cancel: str
    cancel_now: str
    two_mails: str
    placed: str
    no_place: str
    moved_up: str
    moved: str
    released: str


WORDS = {
    "de": Words(
        decide="Entscheiden Ana Beispiel",
        approve="Zusagen und Ana Beispiel informieren",
        decline="Ablehnen und Bo Beispiel informieren",
        give="Platz geben Cleo Beispiel",
        more_seats="Platz hinzufügen",
        move="Zu einem anderen Webinar umbuchen",
        move_now="Umbuchen und Cleo Beispiel benachrichtigen",
        cancel="Absagen Dan Beispiel",
        cancel_now="Absagen und Dan Beispiel informieren",
        two_mails="Damit geht eine E-Mail an 2 Personen hinaus.",
        placed="Ihre Anmeldung ist angenommen",
        no_place="Diesmal kein Platz",
        moved_up="Sie sind nachgerückt",
        moved="Umgebucht zu einem anderen Webinar",
        released="Das Team hat Ihre Teilnahme abgesagt",
    ),
    "fr": Words(
        decide="Décider Ana Beispiel",
        approve="Accepter et informer Ana Beispiel",
        decline="Refuser et informer Bo Beispiel",
        give="Attribuer une place Cleo Beispiel",
        more_seats="Ajouter une place",
        move="Transférer vers un autre webinaire",
        move_now="Transférer et prévenir Cleo Beispiel",
        cancel="Annuler Dan Beispiel",
        cancel_now="Annuler et prévenir Dan Beispiel",
        two_mails="Un e-mail sera envoyé à 2 personnes.",
        placed="Votre inscription est acceptée",
        no_place="Pas de place cette fois-ci",
        moved_up="Une place s’est libérée pour vous",
        moved="Inscription transférée",
        released="L’équipe a annulé votre inscription",
    ),
}


def address_of(name: str) -> str:
    """Return the address of somebody with this first name."""
    return f"{name.lower()}@example.org"


def add(session: Session, webinar: Webinar, language: str, name: str, state: str) -> None:
    """Register somebody."""
    attendee = make_attendee(
        session, given_name=name, email=address_of(name), language=language, created_at=now()
    )
    states: dict[str, Any] = {"state": RegistrationState(state), "created_at": now()}
    if state == "requested":
        states["requested_at"] = now()
    registration = make_registration(session, webinar=webinar, attendee=attendee, **states)
    if registration.state == RegistrationState.CONFIRMED:
        make_invitation(session, registration)


@pytest.fixture
def people(session: Session, language: str) -> None:
    """Ana and Bo ask for approval; Dan has the one place of another webinar, Cleo waits first."""
    # Before the service runs: made afterwards, they would meet the worker's locks.
    series = make_teams(session, saxon=language)
    month = starting_in(since=now(), days=30)
    made = {"series": series, "changed_at": now(), **month}
    asking = make_webinar(session, key="asking", titles=OTHER, approval=True, **made)
    full = make_webinar(session, key="full", titles=TITLES, capacity=1, **made)
    for name in ("Ana", "Bo"):
        add(session, asking, language, name, "requested")
    add(session, full, language, "Dan", "confirmed")
    for name in ("Eve", "Cleo"):
        add(session, full, language, name, "waiting")


def subject_to(smtp: Sink, name: str, count: int = 1) -> str:
    """Return the subjects of the mails to somebody, once there are so many."""
    return " | ".join(str(mail["Subject"]) for mail in mails_to(smtp, address_of(name), count))


def open_people(page: Page, language: str, webinar: str) -> None:
    """Go to the people of a webinar."""
    page.goto(f"/{language}/organiser/webinars/{webinar}/people")
    usable(page)


def press(page: Page, link: str, button: str) -> None:
    """Go to the page that says what an act does, and do it."""
    page.get_by_role("link", name=link, exact=True).click()
    usable(page)
    page.get_by_role("button", name=button).click()
    expect(page).to_have_url(re.compile("/people$"))


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_team_decides_gives_moves_and_cancels_places_and_each_person_is_told(
    people: None, smtp: Sink, visitor: Visitor, language: str
) -> None:
    words = WORDS[language]
    page = visitor(viewport=PHONE)
    sign_in(page, SAXON, language)

    # One request is approved, the other declined.
    open_people(page, language, "asking")
    press(page, words.decide, words.approve)
    press(page, words.decide.replace("Ana", "Bo"), words.decline)
    assert words.placed in subject_to(smtp, "Ana")
    assert words.no_place in subject_to(smtp, "Bo")

    # Cleo gets an additional place ahead of Eve, then moves; Eve gets what Cleo leaves.
    open_people(page, language, "full")
    press(page, words.give, words.more_seats)
    assert words.moved_up in subject_to(smtp, "Cleo")
    page.get_by_role("link", name="Cleo Beispiel", exact=True).click()
    usable(page)
    page.get_by_role("link", name=words.move, exact=True).click()
    usable(page)
    expect(page.locator("main")).to_contain_text(words.two_mails)
    page.get_by_role("radio").check()
    page.get_by_role("button", name=words.move_now).click()
    expect(page).to_have_url(re.compile("/full/people$"))
    assert words.moved in subject_to(smtp, "Cleo", 3)
    assert words.moved_up in subject_to(smtp, "Eve")

    # Nobody waits any more: only Dan hears that the place is free.
    press(page, words.cancel, words.cancel_now)
    assert words.released in subject_to(smtp, "Dan")
    usable(page)
