"""A reminder is changed and switched off at the time line, in the language of a team."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_registration, make_reminder, make_webinar
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.planning import occurrences, plan
from tests.support.teams import PHONE, SAXON, WALLOON, make_teams, sign_in
from tests.support.times import starting_in
from webinars.clock import now
from webinars.models.occurrence import OccurrenceState
from webinars.models.webinar import Webinar

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Words(NamedTuple):
    """What stands on what an organiser presses, fills in and reads."""

    amount: str
    change: str
    go_on: str
    agree: str
    later: str
    off: str
    fewer: str
    saved: str
    faster: str
    switched: str


WORDS = {
    "de": Words(
        amount="Wie lange",
        change="Ändern",
        go_on="Weiter",
        agree="Erinnerung ändern",
        later="2 Personen erhalten diese E-Mail später als bisher.",
        off="Abschalten",
        fewer="2 Personen erhalten diese E-Mail nicht mehr.",
        saved="Gespeichert. Die Zeitleiste zeigt, was wann hinausgeht.",
        faster="Da war jemand schneller",
        switched="Für dieses Webinar abgeschaltet",
    ),
    "fr": Words(
        amount="Combien de temps",
        change="Modifier",
        go_on="Continuer",
        agree="Modifier le rappel",
        later="2 personnes recevront cet e-mail plus tard qu’auparavant.",
        off="Désactiver",
        fewer="2 personnes ne recevront plus cet e-mail.",
        saved="Modifications enregistrées. La frise montre ce qui part et quand.",
        faster="Quelqu’un vous a devancé",
        switched="Désactivés pour ce webinaire",
    ),
}


@pytest.fixture
def webinar(session: Session, language: str) -> Webinar:
    # Before the service runs: made afterwards, it would meet the worker's locks.
    series = make_teams(session, saxon=language, walloon=language)
    made = make_webinar(session, series=series, **starting_in(since=now(), days=30))
    make_reminder(session, webinar=made, key="eve", offset_days=-3, at_time=None)
    for _ in range(2):
        make_registration(session, webinar=made, created_at=now())
    plan(made, now())
    return made


def follow(page: Page, name: str) -> None:
    """Follow the link of the only reminder that begins with these words."""
    page.locator("ol.stops").get_by_role("link", name=re.compile(f"^{name} ")).click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_reminder_is_changed_and_the_other_team_switches_it_off_having_seen_that(
    session: Session, webinar: Webinar, visitor: Visitor, language: str
) -> None:
    words = WORDS[language]
    time_line = f"/{language}/organiser/webinars/{webinar.key}/reminders"
    session.rollback()
    saxon, walloon = visitor(viewport=PHONE), visitor()
    for page, address in ((saxon, SAXON), (walloon, WALLOON)):
        sign_in(page, address, language)
        page.goto(time_line)
    usable(saxon)
    follow(walloon, words.off)
    expect(walloon.locator("main")).to_contain_text(words.fewer)
    usable(walloon)

    follow(saxon, words.change)
    usable(saxon)
    saxon.get_by_label(words.amount, exact=True).fill("2")
    press(saxon, words.go_on)
    expect(saxon.locator("main")).to_contain_text(words.later)
    usable(saxon)
    press(saxon, words.agree)
    expect(saxon.get_by_role("status")).to_contain_text(words.saved)

    # The second one reads what was changed, and decides once more.
    press(walloon, words.off)
    expect(walloon.get_by_role("alert")).to_be_focused()
    expect(walloon.get_by_role("alert")).to_contain_text(words.faster)
    usable(walloon)
    press(walloon, words.off)
    expect(walloon.get_by_role("status")).to_contain_text(words.saved)
    expect(walloon.locator("main")).to_contain_text(words.switched)

    (left,) = occurrences(session)
    assert left.state == OccurrenceState.DROPPED
    assert left.due_at > left.webinar.starts_at - timedelta(days=2, hours=2)
