"""Approving and moving many people at once, in a browser, with a worker that does it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_registration, make_webinar
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.received import mails_to
from tests.support.saving import together
from tests.support.smtp import Sink
from tests.support.teams import PHONE, SAXON, make_teams, sign_in
from webinars.clock import now
from webinars.models.registration import RegistrationState

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PEOPLE = 60
"""More than a page of the list."""


class Words(NamedTuple):
    """What stands on what an organiser presses, fills in and reads."""

    what: str
    approve: str
    every: str
    see: str
    chosen: str
    begin: str
    done: str
    succeeded: str
    back: str
    choose: str
    state: str
    moved: str


WORDS = {
    "de": Words(
        what="Was soll geschehen?",
        approve="Anmeldungen zusagen",
        every="alle 60 Personen",
        see="Ansehen, was geschehen würde",
        chosen="Das geht für {} von {} ausgewählten Personen.",
        begin="Anmeldungen zusagen: 60 Personen",
        done="Fertig",
        succeeded="Für {} Personen erledigt.",
        back="Zurück zur Liste",
        choose="{} auswählen",
        state="Bestätigt",
        moved="Zu einem anderen Webinar umbuchen: 2 Personen",
    ),
    "fr": Words(
        what="Que faut-il faire ?",
        approve="Accepter des inscriptions",
        every="les 60 personnes",
        see="Voir ce qui se passerait",
        chosen="Possible pour {} sur {} personnes choisies.",
        begin="Accepter des inscriptions : 60 personnes",
        done="Terminé",
        succeeded="Fait pour {} personnes.",
        back="Retour à la liste",
        choose="Choisir {}",
        state="Confirmée",
        moved="Transférer vers un autre webinaire : 2 personnes",
    ),
}


@pytest.fixture
def webinar(session: Session, language: str) -> str:
    """Make a webinar with people who ask for approval, and one to which they can move."""
    # Before the service runs: made afterwards, they would meet the worker's locks.
    series = make_teams(session, saxon=language)
    start = (now() + timedelta(days=30)).replace(hour=14, minute=0, second=0, microsecond=0)
    kept = {"series": series, "local_start": start.replace(tzinfo=None), "capacity": 100}
    first = make_webinar(session, key="first", approval=True, **kept)
    make_webinar(session, key="second", **kept)
    with together(session):
        for number in range(PEOPLE):
            person = {"given_name": f"Jo{number:02}", "email": f"jo{number:02}@example.org"}
            make_registration(
                session,
                webinar=first,
                attendee=make_attendee(session, language=language, **person),
                state=RegistrationState.REQUESTED,
            )
    session.commit()
    return f"/{language}/organiser/webinars/first/people"


def finish(page: Page, words: Words, number: int) -> None:
    """Wait until the work is done: the page looks again by itself."""
    expect(page.get_by_role("status")).to_contain_text(words.done, timeout=60_000)
    expect(page.locator("main")).to_contain_text(words.succeeded.format(number))
    usable(page)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_all_are_approved_while_the_page_tells_how_far_it_is_and_two_of_them_move(
    webinar: str, smtp: Sink, visitor: Visitor, language: str
) -> None:
    words = WORDS[language]
    page = visitor(viewport=PHONE)
    sign_in(page, SAXON, language)
    page.goto(webinar)
    usable(page)

    # Everybody whom the list finds, not only its first page.
    page.get_by_label(words.what).select_option(label=words.approve)
    page.get_by_label(re.compile(words.every)).check()
    page.get_by_role("button", name=words.see).click()
    expect(page.locator("main")).to_contain_text(words.chosen.format(PEOPLE, PEOPLE))
    usable(page)
    page.get_by_role("button", name=words.begin).click()
    finish(page, words, PEOPLE)

    # Two of them by their ticks.
    page.get_by_role("link", name=words.back).click()
    expect(page.locator("tbody [data-state=mine]")).to_have_count(50)
    for name in ("Jo58", "Jo59"):
        page.get_by_label(re.compile(words.choose.format(f"{name}.*"))).check()
    page.get_by_label(words.what).select_option(value="move.second")
    page.get_by_role("button", name=words.see).click()
    expect(page.locator("main")).to_contain_text(words.chosen.format(2, 2))
    page.get_by_role("button", name=words.moved).click()
    finish(page, words, 2)

    # That the place here has ended, and the calendar entry of the one there.
    mails_to(smtp, "jo59@example.org", 2)
