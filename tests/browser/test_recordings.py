"""A recording is entered on a phone, watched by visitors, and taken away by the other team."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_registration
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.planning import occurrences, webinar_with
from tests.support.recordings import URL, WAITS
from tests.support.teams import PHONE, SAXON, WALLOON, make_teams, sign_in
from tests.support.times import starting_in
from webinars.clock import now
from webinars.models.occurrence import OccurrenceState
from webinars.models.webinar import Webinar

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Words(NamedTuple):
    """What stands on what an organiser presses, fills in and reads."""

    change: str
    address: str
    save: str
    whole: str
    saved: str
    away: str
    faster: str
    watch: str
    available: str


WORDS = {
    "de": Words(
        change="Aufzeichnung eintragen oder ändern",
        address="Adresse der Aufzeichnung",
        save="Speichern",
        whole="Schreiben Sie die ganze Adresse, wie der Browser sie zeigt, mit https://.",
        saved="Gespeichert.",
        away="Aufzeichnung entfernen",
        faster="Da war jemand schneller",
        watch="Aufzeichnung ansehen",
        available="Mit Aufzeichnung",
    ),
    "fr": Words(
        change="Indiquer ou modifier l’enregistrement",
        address="Adresse de l’enregistrement",
        save="Enregistrer",
        whole="Écrivez l’adresse entière telle que le navigateur l’affiche, avec https://.",
        saved="Modifications enregistrées.",
        away="Retirer l’enregistrement",
        faster="Quelqu’un vous a devancé",
        watch="Voir l’enregistrement",
        available="Vidéo disponible",
    ),
}


@pytest.fixture
def webinar(session: Session, language: str) -> Webinar:
    # Before the service runs: made afterwards, it would meet the worker's locks.
    series = make_teams(session, saxon=language, walloon=language)
    made = webinar_with(session, WAITS, series=series, **starting_in(since=now(), days=-1))
    make_registration(session, webinar=made, created_at=made.starts_at)
    return made


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("language", ["de", "fr"])
def test_one_team_enters_a_recording_and_the_other_takes_it_away(
    session: Session, webinar: Webinar, visitor: Visitor, language: str
) -> None:
    words, key = WORDS[language], webinar.key
    session.rollback()
    saxon, walloon, guest = visitor(viewport=PHONE), visitor(), visitor(viewport=PHONE)
    for page, address in ((saxon, SAXON), (walloon, WALLOON)):
        sign_in(page, address, language)
        page.goto(f"/{language}/organiser/webinars/{key}")
        page.get_by_role("link", name=words.change, exact=True).click()
    saxon.get_by_label(words.address).fill("video.example.org")
    press(saxon, words.save)
    expect(saxon.get_by_role("alert")).to_contain_text(words.whole)
    expect(saxon.get_by_label(words.address)).to_have_value("video.example.org")
    usable(saxon)
    saxon.get_by_label(words.address).fill(URL)
    press(saxon, words.save)
    expect(saxon.get_by_role("status")).to_contain_text(words.saved)
    usable(saxon)

    guest.goto(f"/{language}/webinars/{key}")
    expect(guest.get_by_role("link", name=words.watch)).to_have_attribute("href", URL)
    usable(guest)
    guest.goto(f"/{language}/")
    expect(guest.locator("main")).to_contain_text(words.available)

    # The second one reads what was entered meanwhile, and decides.
    walloon.get_by_label(words.address).fill("https://video.example.org/other")
    press(walloon, words.save)
    expect(walloon.get_by_role("alert")).to_contain_text(words.faster)
    expect(walloon.get_by_role("alert")).to_contain_text(URL)
    usable(walloon)
    walloon.get_by_role("link", name=words.away, exact=True).click()
    usable(walloon)
    press(walloon, words.away)
    expect(walloon.get_by_label(words.address)).to_have_value("")
    guest.goto(f"/{language}/webinars/{key}")
    expect(guest.get_by_role("link", name=words.watch)).to_have_count(0)

    (left,) = occurrences(session)
    assert left.state == OccurrenceState.DROPPED
    assert left.reason == "no-recording"
