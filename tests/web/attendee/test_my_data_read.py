"""What is stored about a person as a page to read: the data of the download, nothing besides."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_registration
from tests.support.pages import body_of, page, text_of
from tests.support.people import make_person
from tests.support.rows import TABLES
from webinars.models.attendee import Attendee
from webinars.queries.rights import list_exported_tables
from webinars.settings import Settings
from webinars.tokens import Purpose, derive
from webinars.web.attendee.data_words import FIELD_TITLES, FILES, PART_TITLES

ADDRESS = "vera.verschwiegen@example.org"


@pytest.fixture
def vera(session: Session, settings: Settings) -> str:
    """Return the address of the page of a person who stands in every table."""
    attendee, _ = make_person(session, ADDRESS, "Veranika", "Verschwiegenova")
    return f"/en/my/{derive(settings.link_key, Purpose.MY_PAGE, attendee.id, 1)}"


def columns_of(export: dict[str, Any]) -> set[str]:
    return {
        name
        for part in export["data"].values()
        for row in [part["columns"], *part["rows"]]
        for name in row
    }


def test_it_shows_every_part_of_the_download_and_what_it_is_for(
    client: FlaskClient, vera: str
) -> None:
    export = json.loads(body_of(client.get(f"{vera}/data.json")))

    shown = page(client, f"{vera}/data/read")

    for key, part in export["data"].items():
        found = shown.select(f"section[aria-labelledby='{key}']")
        assert len(found) == (1 if part["rows"] else 0), key
        for section in found:
            words = " ".join(section.get_text(" ").split())
            for said in part["columns"].values():
                assert said["purpose"] in words, key
                assert said["kept"] in words, key
            assert len(section.select("dl")) == len(part["rows"]), key
    assert "Veranika" in text_of(shown)
    assert all(host["legal_name"] in text_of(shown) for host in export["responsible"])


def test_every_part_and_column_of_an_export_has_a_name(client: FlaskClient, vera: str) -> None:
    export = json.loads(body_of(client.get(f"{vera}/data.json")))

    assert set(PART_TITLES) == {table.name for table in list_exported_tables()} | {"audit_entries"}
    assert columns_of(export) - set(FIELD_TITLES) == set()
    known = {column.name for table in TABLES for column in table.columns}
    assert set(FILES) <= known


def test_the_hosts_stand_in_the_order_of_the_language(client: FlaskClient, vera: str) -> None:
    def first(language: str) -> str:
        shown = page(client, f"{vera}/data/read".replace("/en/", f"/{language}/"))
        return text_of(shown, "section[aria-labelledby='responsible'] dt")

    assert (first("de"), first("fr")) == ("Energy Saxony", "TWEED")


def test_it_shows_the_person_and_nobody_else(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    make_registration(session, attendee=attendee)
    other = make_registration(session).attendee

    response = client.get(f"{url}/data/read")

    assert attendee.email in body_of(response)
    assert other.email not in body_of(response)
    assert response.headers["Cache-Control"] == "no-store"


def test_a_link_that_is_not_genuine_shows_nothing(client: FlaskClient, url: str) -> None:
    page(client, f"{url}x/data/read", 404)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["Meine Daten zum Lesen", "Vorname", "um der Person zu diesen Webinaren zu"]),
        ("fr", ["Mes données à lire", "Prénom", "pour écrire à la personne au sujet de ces"]),
    ],
)
def test_it_speaks_the_language_of_the_page(
    client: FlaskClient, url: str, language: str, words: list[str]
) -> None:
    shown = text_of(page(client, f"{url}/data/read".replace("/en/", f"/{language}/")))
    assert [each for each in words if each not in shown] == []
