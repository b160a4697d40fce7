"""The whole job on real processes, behind TLS: from two hosts' agreement into the meeting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import vobject
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_reminder
from tests.support.received import link_in, mails_to
from tests.support.service import free_port, running_service
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from tests.support.teams import SAXON, WALLOON, make_teams, sign_in
from tests.support.tls_front import running_tls_front, running_tls_server
from webinars.clock import now
from webinars.zones import to_local

VISITOR = "camille.exemple@example.org"
ZONE = "Europe/Berlin"
REMINDED = 9
"""Minutes before the start at which the reminder of this series goes out; the door is open then."""

Opened = Callable[..., Page]


class Meeting(BaseHTTPRequestHandler):
    """The video platform, on an origin of its own."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Meeting</title><h1>You are in the meeting</h1>")

    def log_message(self, *_args: Any) -> None:
        """Stay silent."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[str]:
    with running_tls_server(Meeting, tmp_path / "meeting") as port:
        yield f"https://meet.localhost:{port}/room"


@pytest.fixture
def series(session: Session) -> str:
    """A joint series of two hosts with one organiser each, before anything runs."""
    made = make_teams(session)
    soon = {"offset_days": None, "at_time": None, "offset_minutes": -REMINDED}
    make_reminder(session, series=made, key="soon", **soon)
    key = str(made.key)
    session.rollback()
    return key


@pytest.fixture
def secure(app: Flask, series: str, database_url: str, smtp: Sink, tmp_path: Path) -> Iterator[str]:
    """Run web and worker behind TLS; yield the base URL."""
    short = {"proxy_hops": "1", "settle_seconds": "1", "late_minutes": "0"}
    environment = environment_for(database_url, smtp.port, **short)
    port = free_port()
    with (
        running_tls_front(port, tmp_path / "front") as front,
        running_service(environment, port=port, base_url=f"https://localhost:{front}") as base_url,
    ):
        yield base_url


@pytest.fixture
def opened(browser: Browser, secure: str) -> Iterator[Opened]:
    """Open browsers of different people; whatever one of them complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_profile(**options: Any) -> Page:
        context = browser.new_context(base_url=secure, ignore_https_errors=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Refused to" in said.text else None,
        )
        return page

    yield open_profile
    for context in contexts:
        context.close()
    assert complaints == []


def event_of(mail: EmailMessage) -> Any:
    """Return the entry that a mail puts into the calendar, read by an independent parser."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return vobject.readOne(part.get_content()).vevent


def draft(page: Page, series: str, room: str) -> None:
    """Write a joint webinar in three languages, in a month; publish it as far as one host can."""
    page.goto(f"/de/organiser/series/{series}/webinars/new")
    for language in ("de", "fr", "en"):
        page.fill(f"#titles-{language}", f"Speicher ({language})")
        page.fill(f"#teasers-{language}", f"Kurz ({language})")
        page.fill(f"#descriptions-{language}", f"Lang ({language})")
    page.fill("#start-date", (now() + timedelta(days=30)).date().isoformat())
    page.fill("#start-time", "14:00")
    page.fill("#start-duration", "60")
    page.fill("#capacity", "20")
    page.fill("#meeting_url", room)
    page.get_by_role("button", name="Als Entwurf speichern").click()
    expect(page.locator("main")).to_contain_text("Gespeichert")
    page.get_by_role("button", name="Gemeinsam mit TWEED veröffentlichen").click()
    expect(page.locator("main")).to_contain_text("TWEED")


def register(page: Page, series: str) -> None:
    """Register in French for all that the series offers."""
    page.goto(f"/fr/series/{series}")
    page.locator(f"a[href*='/fr/series/{series}/register']").first.click()
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label("Nom", exact=True).fill("Exemple")
    page.get_by_label("Adresse e-mail").fill(VISITOR)
    page.get_by_label("Votre entreprise ou centre de recherche").fill("Exemple Énergie SA")
    page.get_by_label("Entreprise", exact=True).check()
    page.get_by_label("Wallonie").check()
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/fr/sent$"))


def propose_move(page: Page, start: datetime) -> None:
    """Propose to move the only webinar; the number of people stands there before it is done."""
    local = to_local(start, ZONE)
    page.goto("/de/organiser/series")
    page.get_by_role("link", name="Speicher (de)").first.click()
    page.get_by_role("link", name="Webinar verlegen").first.click()
    page.fill("#start-date", local.date().isoformat())
    page.fill("#start-time", local.strftime("%H:%M"))
    page.get_by_role("button", name="Weiter").click()
    expect(page.locator("main")).to_contain_text("TWEED muss erst zustimmen")
    expect(page.locator("main")).to_contain_text("Nach der Zustimmung erhält 1 Person eine E-Mail.")
    page.get_by_role("button", name="Neuen Termin vorschlagen").click()
    expect(page.locator("main")).to_contain_text("Der neue Termin ist vorgeschlagen.")


def test_two_hosts_publish_together_and_a_visitor_is_reminded_and_joins(
    series: str, room: str, opened: Opened, smtp: Sink
) -> None:
    saxon, walloon = opened(locale="de-DE"), opened(locale="fr-BE")
    visitor = opened(
        locale="fr-BE", timezone_id="Europe/Brussels", viewport={"width": 390, "height": 800}
    )

    # One host drafts; nobody but the two teams sees it until the other agrees.
    sign_in(saxon, SAXON, "de")
    draft(saxon, series, room)
    visitor.goto(f"/fr/series/{series}")
    expect(visitor.locator("main")).not_to_contain_text("Speicher")
    (asked,) = mails_to(smtp, WALLOON, 1)
    assert "Votre accord est demandé" in str(asked["Subject"])
    sign_in(walloon, WALLOON, "fr")
    expect(walloon.locator("main")).to_contain_text("Speicher (fr)")
    walloon.goto(link_in(asked, "organiser"))
    walloon.get_by_role("button", name="Donner notre accord et publier").click()
    expect(walloon.locator("main")).to_contain_text("Le webinaire est en ligne")

    # The visitor registers in French, confirms, and gets a calendar entry.
    register(visitor, series)
    (first,) = mails_to(smtp, VISITOR, 1)
    visitor.goto(link_in(first, "confirm"))
    visitor.get_by_role("button", name="Confirmer maintenant").click()
    expect(visitor.locator("main")).to_contain_text("Place réservée")
    invitation = next(
        mail for mail in mails_to(smtp, VISITOR, 3) if "text/calendar" in mail.as_string()
    )
    before = event_of(invitation)
    assert before.sequence.value == "0"

    # One host proposes to move it, the other agrees: the same entry with a higher sequence, then
    # the reminder.
    minutes = timedelta(minutes=REMINDED, seconds=80)
    start = (now() + minutes).replace(second=0, microsecond=0)
    propose_move(saxon, start)
    proposed = mails_to(smtp, WALLOON, 2)[1]
    assert "Votre accord est demandé" in str(proposed["Subject"])
    walloon.goto(link_in(proposed, "organiser"))
    walloon.get_by_role("button", name="Donner notre accord").first.click()
    expect(walloon.locator("main")).to_contain_text("La modification a pris effet.")
    moved = mails_to(smtp, VISITOR, 4)[3]
    assert "Nouvelle date" in str(moved["Subject"])
    after = event_of(moved)
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.dtstart.value == start
    reminder = mails_to(smtp, VISITOR, 5)[4]
    assert "Speicher (fr)" in str(reminder["Subject"])
    assert room not in "".join(mail.as_string() for mail in smtp.messages_to(VISITOR))

    # From the reminder into the meeting, on another origin, by one button.
    visitor.goto(link_in(reminder, "join"))
    assert room not in visitor.content()
    visitor.get_by_role("button", name="Rejoindre le webinaire").click()
    expect(visitor.locator("h1")).to_have_text("You are in the meeting")
    assert visitor.url == room
