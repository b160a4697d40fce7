"""From the waiting room into a meeting on another origin, with the real policy, behind TLS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_registration, make_webinar
from tests.support.barriers import accessible
from tests.support.service import free_port, running_service
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from tests.support.tls_front import running_tls_front, running_tls_server
from webinars.clock import now
from webinars.database.engine import transaction
from webinars.models.attendance import Attendance
from webinars.models.registration import Registration
from webinars.queries.registrations import join_token

ROOM = "/room?pwd=a1&name=x"


class Meeting(BaseHTTPRequestHandler):
    """A video platform that remembers who sent its visitors."""

    visits: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.visits.append((self.path, self.headers.get("Referer")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Meeting</title><h1>You are in the meeting</h1>")

    def log_message(self, *_args: Any) -> None:
        """Stay silent."""


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    visits: list[tuple[str, str | None]] = []
    handler = type("Remembering", (Meeting,), {"visits": visits})
    with running_tls_server(handler, tmp_path / "meeting") as port:
        yield f"https://meet.localhost:{port}", visits


@pytest.fixture
def secure(app: Flask, database_url: str, smtp: Sink, tmp_path: Path) -> Iterator[str]:
    """Run the service behind TLS; yield its base URL."""
    environment = environment_for(database_url, smtp.port, proxy_hops="1")
    port = free_port()
    with (
        running_tls_front(port, tmp_path / "front") as front,
        running_service(
            environment, ("serve",), port=port, base_url=f"https://localhost:{front}"
        ) as base_url,
    ):
        yield base_url


@pytest.fixture
def holder(session: Session) -> Registration:
    """A registration for a webinar that starts in five minutes."""
    make_hosts(session)
    start = (now() + timedelta(minutes=5)).replace(tzinfo=None, microsecond=0)
    webinar = make_webinar(session, local_start=start, time_zone="UTC")
    return make_registration(session, webinar=webinar)


def attendances(session: Session) -> int:
    session.rollback()
    return len(session.scalars(select(Attendance)).all())


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_button_leads_into_the_meeting_and_tells_it_nothing(
    session: Session,
    browser: Browser,
    holder: Registration,
    meeting: tuple[str, list[tuple[str, str | None]]],
    secure: str,
    scripts: bool,
    scheme: Any,
) -> None:
    origin, visits = meeting
    with transaction():
        holder.webinar.meeting_url = origin + ROOM
    with browser.new_context(
        base_url=secure,
        ignore_https_errors=True,
        java_script_enabled=scripts,
        color_scheme=scheme,
        viewport={"width": 320, "height": 700},
    ) as context:
        page = context.new_page()
        page.goto(f"/fr/join/{join_token(holder)}")
        if scripts:
            accessible(page)
        assert attendances(session) == 0
        button = page.get_by_role("button", name="Rejoindre le webinaire")
        button.focus()
        button.press("Enter")
        expect(page.locator("h1")).to_have_text("You are in the meeting")
        assert page.url == origin + ROOM
    assert [visit for visit in visits if visit[0] == ROOM] == [(ROOM, None)]
    assert attendances(session) == 1


def test_a_passcode_waits_to_be_copied_and_the_meeting_opens_beside_it(
    session: Session,
    browser: Browser,
    holder: Registration,
    meeting: tuple[str, list[tuple[str, str | None]]],
    secure: str,
) -> None:
    origin, visits = meeting
    with transaction():
        holder.webinar.meeting_url = origin + ROOM
        holder.webinar.meeting_passcode = "4711-ß"
    with browser.new_context(
        base_url=secure,
        ignore_https_errors=True,
        permissions=["clipboard-read", "clipboard-write"],
    ) as context:
        page = context.new_page()
        page.goto(f"/de/join/{join_token(holder)}")
        page.get_by_role("button", name="Zum Webinar").click()
        expect(page.get_by_label("Kenncode")).to_have_value("4711-ß")
        accessible(page)
        page.get_by_role("button", name="Kopieren").click()
        expect(page.get_by_role("status")).to_have_text("Kopiert.")
        assert page.evaluate("navigator.clipboard.readText()") == "4711-ß"
        with context.expect_page() as opened:
            page.get_by_role("link", name="Zum Webinar").click()
        expect(opened.value.locator("h1")).to_have_text("You are in the meeting")
        expect(page.get_by_label("Kenncode")).to_be_visible()
    assert [visit for visit in visits if visit[0] == ROOM] == [(ROOM, None)]


def test_the_waiting_room_counts_the_minutes_and_opens_by_itself(
    session: Session, browser: Browser, holder: Registration, secure: str
) -> None:
    with transaction():
        holder.webinar.starts_at = now() + timedelta(minutes=10, seconds=8)
        holder.webinar.meeting_url = "https://meet.example.org/x"
    with browser.new_context(base_url=secure, ignore_https_errors=True) as context:
        page = context.new_page()
        page.goto(f"/de/join/{join_token(holder)}")
        expect(page.locator(".countdown")).to_contain_text("11")
        expect(page.get_by_role("button")).to_have_count(0)
        accessible(page)
        expect(page.get_by_role("button", name="Zum Webinar")).to_be_visible(timeout=30_000)
