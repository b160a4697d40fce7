"""Numbers in a browser: of a webinar, of its series, and the report that leaves the house."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.numbers import (
    counted,
    figures_of,
    make_programme,
    rows_of,
    seated,
    small_cells,
    table_of,
)
from tests.support.pdf import pdf_pages
from tests.support.teams import PHONE, SAXON, make_teams, sign_in
from webinars.clock import now
from webinars.models.registration import RegistrationState

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Words(NamedTuple):
    """What stands on what an organiser presses and reads."""

    registrations: str
    taken: str
    by_language: str
    languages: dict[str, str]
    of_series: str
    report: str
    pdf: str
    tables: str
    decimal: str


WORDS = {
    "de": Words(
        registrations="Anmeldungen",
        taken="Belegte Plätze",
        by_language="Nach Sprache der E-Mails",
        languages={"de": "Deutsch", "fr": "Französisch", "en": "Englisch"},
        of_series="Zahlen der Reihe",
        report="Bericht für Fördergeber",
        pdf="Bericht als PDF",
        tables="Alle Tabellen als CSV",
        decimal=";",
    ),
    "fr": Words(
        registrations="Inscriptions",
        taken="Places prises",
        by_language="Par langue des e-mails",
        languages={"de": "allemand", "fr": "français", "en": "anglais"},
        of_series="Chiffres du cycle",
        report="Rapport pour les bailleurs de fonds",
        pdf="Rapport en PDF",
        tables="Tous les tableaux en CSV",
        decimal=";",
    ),
}


@pytest.fixture
def numbers(session: Session, language: str) -> dict[str, int]:
    """Make people at four webinars; return what the third one has to say, counted from rows."""
    # Before the service runs: made afterwards, they would meet the worker's locks.
    make_teams(session, saxon=language)
    series = make_programme(session, now().replace(microsecond=0), seed=1, people=120)
    rows = rows_of(session, series.webinars[2])
    cancelled = [each for each in rows if each.state == RegistrationState.CANCELLED]
    by_language = counted(seated(rows), lambda each: each.attendee.language)
    found = {"all": len(rows), "taken": len(seated(rows)), "cancelled": len(cancelled)}
    return {**found, **by_language}


def shown(page: Page) -> BeautifulSoup:
    """Return what the browser shows."""
    return BeautifulSoup(page.content(), "html.parser")


def saved(page: Page, link: str, folder: Path) -> Path:
    """Save the file behind a link."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).first.click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target


@pytest.mark.parametrize("language", ["de", "fr"])
def test_numbers_are_those_of_the_rows_and_the_report_tells_of_no_small_group(
    numbers: dict[str, int], visitor: Visitor, language: str, tmp_path: Path
) -> None:
    words = WORDS[language]
    page = visitor(viewport=PHONE)
    sign_in(page, SAXON, language)
    page.goto(f"/{language}/organiser/webinars/w2/numbers")
    usable(page)

    figures = figures_of(shown(page))
    assert figures[words.registrations] == numbers["all"]
    assert figures[words.taken] == numbers["taken"]
    table = table_of(shown(page), words.by_language)
    for code, name in words.languages.items():
        assert table[name][0] == str(numbers[code])

    page.get_by_role("link", name=words.of_series).click()
    usable(page)
    page.get_by_role("link", name=words.report, exact=True).click()
    usable(page)
    assert small_cells(shown(page)) == []
    expect(page.locator("main")).to_contain_text("Energy Saxony")
    expect(page.locator("main")).to_contain_text("TWEED")
    assert "TWEED" in "".join(pdf_pages(saved(page, words.pdf, tmp_path).read_bytes()))

    page.go_back()
    content = saved(page, words.tables, tmp_path).read_text(encoding="utf-8-sig")
    cells = list(csv.reader(content.splitlines(), delimiter=words.decimal))
    assert {len(row) for row in cells} == {len(cells[0])}
    assert len(cells) > 20
