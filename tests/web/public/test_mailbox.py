from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from tests.support.databases import disposed
from tests.support.pages import Client, page, text_of
from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.cli.mail_catcher import HOST, free_port, mail_catcher
from webinars.settings import Settings


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    folder = tmp_path / "mails"
    folder.mkdir()
    return folder


@pytest.fixture
def demo(database_url: str, mails: Path) -> Iterator[Flask]:
    environment = environment_for(database_url, 25, demo="1", demo_mailbox=str(mails))
    application = create_app(Settings.from_environment(environment))
    application.test_client_class = Client
    with application.app_context(), disposed():
        yield application


@pytest.fixture
def visitor(demo: Flask) -> FlaskClient:
    return demo.test_client()


def send(mails: Path, subject: str, html: str = "<p>Hallo</p>") -> None:
    message = EmailMessage()
    message["To"] = "kim@example.org"
    message["Subject"] = subject
    message.set_content("Bitte: http://localhost/de/confirm/1.abc\n")
    message.add_alternative(html, subtype="html")
    message.add_attachment(
        b"BEGIN:VCALENDAR\r\n", maintype="application", subtype="ics", filename="invite.ics"
    )
    port = free_port()
    with mail_catcher(mails, port), smtplib.SMTP(HOST, port, timeout=10) as connection:
        connection.send_message(message)


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    [found] = soup.select(selector)
    return found


def first_mail(visitor: FlaskClient) -> str:
    return str(page(visitor, "/de/mailbox").select("main table a")[0]["href"])


@pytest.mark.parametrize("path", ["", "/1.M1P1Q1", "/1.M1P1Q1/html", "/1.M1P1Q1/attachments/1"])
def test_outside_the_demo_there_is_no_mailbox(client: FlaskClient, path: str):
    page(client, f"/en/mailbox{path}", 404)


def test_an_empty_mailbox_says_how_to_fill_it(visitor: FlaskClient):
    assert "No e-mail yet" in text_of(page(visitor, "/en/mailbox"))


def test_the_mailbox_lists_mails_newest_first(visitor: FlaskClient, mails: Path):
    send(mails, "Erste")
    send(mails, "Zweite")

    rows = page(visitor, "/en/mailbox").select("main tbody tr")

    assert [one(row, "th").get_text() for row in rows] == ["Zweite", "Erste"]
    assert "kim@example.org" in rows[0].get_text()


def test_a_long_mailbox_has_pages(visitor: FlaskClient, mails: Path, monkeypatch):
    monkeypatch.setattr("webinars.web.public.mailbox.PAGE_LENGTH", 1)
    send(mails, "Erste")
    send(mails, "Zweite")

    newest = page(visitor, "/en/mailbox")
    older = page(visitor, str(one(newest, "a[rel=next]")["href"]))

    assert "Erste" in text_of(older)
    assert "Zweite" not in text_of(older)
    assert older.select_one("a[rel=next]") is None
    assert "Zweite" in text_of(page(visitor, str(one(older, "a[rel=prev]")["href"])))


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_a_mail_is_shown_with_links_html_text_attachments_and_headers(
    visitor: FlaskClient, mails: Path, language: str
):
    send(mails, "Bitte bestätigen")

    shown = page(visitor, first_mail(visitor).replace("/de/", f"/{language}/"))

    assert one(shown, "h1").get_text() == "Bitte bestätigen"
    assert one(shown, "main li a")["href"] == "http://localhost/de/confirm/1.abc"
    assert str(one(shown, "iframe[sandbox='']")["src"]).endswith("/html")
    assert "Bitte: http" in shown.select("pre")[0].get_text()
    assert "BEGIN:VCALENDAR" in one(shown, "details pre").get_text()
    assert "To" in [term.get_text() for term in shown.select("main dl dt")]


def test_the_html_of_a_mail_may_do_nothing(visitor: FlaskClient, mails: Path):
    send(mails, "Frech", "<script>alert(1)</script>")

    answer = visitor.get(first_mail(visitor) + "/html")

    assert "<script>" in answer.get_data(as_text=True)
    assert answer.headers["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
        " frame-ancestors 'self'"
    )


def test_the_page_of_a_mail_may_frame_its_own_origin_only(visitor: FlaskClient, mails: Path):
    send(mails, "Bitte bestätigen")

    policy = visitor.get(first_mail(visitor)).headers["Content-Security-Policy"]

    assert "frame-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "frame-src" not in visitor.get("/de/mailbox").headers["Content-Security-Policy"]


def test_attachments_are_saved_and_never_opened(visitor: FlaskClient, mails: Path):
    send(mails, "Einladung")

    answer = visitor.get(first_mail(visitor) + "/attachments/1")

    assert answer.get_data() == b"BEGIN:VCALENDAR\r\n"
    assert answer.mimetype == "application/ics"
    assert answer.headers["Content-Disposition"] == "attachment; filename=invite.ics"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


@pytest.mark.parametrize("number", [0, 2])
def test_an_attachment_that_is_not_there_is_not_found(
    visitor: FlaskClient, mails: Path, number: int
):
    send(mails, "Einladung")

    page(visitor, first_mail(visitor) + f"/attachments/{number}", 404)
