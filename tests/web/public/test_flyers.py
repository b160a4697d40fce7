"""Printed pages, read as a program reads them that copies text from a PDF."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import NOW, make_hosts, make_notice, make_series, make_webinar, texts
from tests.support.pages import page, parsed, text_of
from tests.support.parts import part
from tests.support.pdf import pdf_pages
from tests.support.settings import BASE_URL
from tests.support.times import starting_in
from webinars.documents.drawings import drawn_once
from webinars.models.webinar import WebinarState

TITLE = "L’hydrogène\u202f: „Netze“ – où\u202f?"


def flyer_of(client: FlaskClient, path: str) -> tuple[str, str]:
    """Return what the page and the file say, in single spaces; both must say the same."""
    soup = page(client, f"{path}/flyer")
    (sheet,) = pdf_pages(client.get(f"{path}/flyer.pdf").get_data())
    return text_of(soup, "article"), " ".join(sheet.replace("\n–", "").split())


@pytest.mark.parametrize("language", ["de", "fr", "en"])
@pytest.mark.parametrize("kind", ["webinars", "series"])
def test_a_flyer_is_a_page_and_a_file(
    client: FlaskClient, session: Session, language: str, kind: str
) -> None:
    own, partner = make_hosts(session)
    notice = make_notice(session)
    webinar = make_webinar(session, titles=texts(TITLE), **starting_in(days=2))
    key = webinar.key if kind == "webinars" else webinar.series.key

    soup = page(client, f"/{language}/{kind}/{key}/flyer")
    assert client.get(str(part(soup, "img.flyer-code")["src"])).status_code == 200
    file = client.get(str(part(soup, "main a.button")["href"]))

    assert file.mimetype == "application/pdf"
    (sheet,) = pdf_pages(file.get_data())
    read = " ".join(sheet.split())
    wanted = (
        webinar.titles[language],
        f"{BASE_URL}/{language}/{kind}/{key}".partition("://")[2],
        own.name,
        partner.name,
        notice.texts[language],
    )
    for text in wanted:
        assert " ".join(text.split()) in read
    assert f"/Lang ({language})".encode() in file.get_data()


@pytest.mark.parametrize(
    ("values", "call"),
    [
        ({}, "Register in a minute, free of charge"),
        ({"seats_taken": 50}, "Join the waiting list"),
        ({"seats_taken": 50, "waiting_list": False}, "More about this webinar"),
        ({"opens_at": NOW.replace(year=2099)}, "Register in a minute, free of charge"),
        (starting_in(days=-3), "More about this webinar"),
        ({"state": WebinarState.CANCELLED}, "More about this webinar"),
    ],
)
def test_a_flyer_calls_for_what_can_be_done(
    client: FlaskClient, session: Session, values: dict[str, Any], call: str
) -> None:
    webinar = make_webinar(session, **{**starting_in(days=2), **values})
    for said in flyer_of(client, f"/en/webinars/{webinar.key}"):
        assert call in said


def test_a_flyer_of_a_series_names_what_is_to_come(client: FlaskClient, session: Session) -> None:
    series = make_series(session)
    for title, days in (("Gone", -3), ("Coming", 3)):
        make_webinar(session, series=series, titles=texts(title), **starting_in(days=days))
    for said in flyer_of(client, f"/en/series/{series.key}"):
        assert "Coming (en)" in said
        assert "Gone" not in said
        assert "Register for one or several" in said


def test_who_asks_for_the_same_flyer_again_is_told_that_nothing_changed(
    client: FlaskClient, session: Session
) -> None:
    path = f"/fr/webinars/{make_webinar(session).key}/flyer.pdf"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("de", "Bitte warten Sie einen Moment"),
        ("fr", "Veuillez patienter un instant"),
        ("en", "Please wait a moment"),
    ],
)
def test_while_another_file_is_drawn_a_flyer_is_to_be_asked_for_later(
    client: FlaskClient, session: Session, language: str, title: str
) -> None:
    key = make_webinar(session, titles=texts(f"Never drawn in {language}")).key
    begun, end = threading.Event(), threading.Event()

    @drawn_once
    def other_file(_words: str) -> bytes:
        begun.set()
        assert end.wait(30)
        return b"other file"

    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(other_file, language)
        try:
            assert begun.wait(30)
            answer = client.get(f"/{language}/webinars/{key}/flyer.pdf")
        finally:
            end.set()
        assert other.result(30) == b"other file"

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) <= 10
    assert answer.headers["Cache-Control"] == "no-store"
    assert text_of(parsed(answer), "h1") == title
    assert client.get(f"/{language}/webinars/{key}/flyer.pdf").mimetype == "application/pdf"


def test_what_does_not_fit_goes_on_a_second_sheet(client: FlaskClient, session: Session) -> None:
    long = "Ein langer Punkt, der über mehr als eine Zeile dieses Blattes geht und noch weiter. "
    webinar = make_webinar(session, takeaways={"de": [long * 3] * 6})
    first, second = pdf_pages(client.get(f"/de/webinars/{webinar.key}/flyer.pdf").get_data())
    assert "Ein langer Punkt" in first
    assert "Ein langer Punkt" in second
