"""A team takes the webinars of a series along as a file, changes them there and hands them in."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_agenda_item, make_speaker, make_webinar
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.smtp import Sink
from tests.support.teams import PHONE, SAXON, make_teams, sign_in
from webinars.clock import now
from webinars.models.webinar import WebinarState

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MINUTES = 75
PRESENT = {"en": "Grids", "de": "Netze der Zukunft", "fr": "Les réseaux de demain"}
TALK = {"en": "Cables", "de": "Kabel im Boden", "fr": "Des câbles enterrés"}
PITCH = {"en": "A new cell", "de": "Eine neue Zelle", "fr": "Une nouvelle cellule"}
NEW = {"en": "Storage", "de": "Speicher im Quartier", "fr": "Le stockage de quartier"}


class Words(NamedTuple):
    """What stands on what an organiser presses, fills in and reads."""

    webinars: str
    from_file: str
    download: str
    see: str
    mistake: str
    line: str
    number: str
    new: str
    changes: str
    counts: str
    store: str
    saved: str
    draft: str
    stays: str
    pitch: str
    stored: str


WORDS = {
    "de": Words(
        webinars="Webinare",
        from_file="Aus einer Datei",
        download="Als {} herunterladen",
        see="Ansehen, was geschehen würde",
        mistake="Die Datei hat 1 Fehler. Es wurde nichts gespeichert.",
        line="Zeile {} ·",
        number="Bitte eine ganze Zahl von 1 bis 100000 schreiben.",
        new="Neuer Entwurf",
        changes="Ändert sich: Plätze",
        counts="1 neuer Entwurf. 1 Entwurf ändert sich. Es wird keine E-Mail gesendet",
        store="So speichern",
        saved="Gespeichert. Es ging keine E-Mail hinaus.",
        draft="Entwurf",
        stays="Bleibt, wie es ist",
        pitch="Firmenpräsentation",
        stored="Alles ist schon so gespeichert.",
    ),
    "fr": Words(
        webinars="Webinaires",
        from_file="Depuis un fichier",
        download="Télécharger en {}",
        see="Voir ce qui se passerait",
        mistake="Le fichier contient 1 erreur. Rien n’a été enregistré.",
        line="Ligne {} ·",
        number="Veuillez écrire un nombre entier de 1 à 100000.",
        new="Nouveau brouillon",
        changes="Change : Places",
        counts="1 nouveau brouillon. 1 brouillon change. Aucun e-mail n’est envoyé",
        store="Enregistrer ainsi",
        saved="Modifications enregistrées. Aucun e-mail n’est parti.",
        draft="Brouillon",
        stays="Reste tel quel",
        pitch="Présentation d’entreprise",
        stored="Tout est déjà enregistré ainsi.",
    ),
}


@pytest.fixture
def series(session: Session, language: str) -> str:
    """A joint series with a draft that has an agenda and a speaker; return its title."""
    # Before the service runs: made afterwards, it would meet the worker's locks.
    made = make_teams(session, saxon=language)
    start = (now() + timedelta(days=60)).replace(hour=14, minute=0, second=0, microsecond=0)
    draft = make_webinar(
        session,
        key="present",
        series=made,
        state=WebinarState.DRAFT,
        titles=PRESENT,
        local_start=start.replace(tzinfo=None),
        duration_minutes=MINUTES,
    )
    make_agenda_item(session, webinar=draft, minutes=MINUTES, titles=TALK)
    make_speaker(session, webinar=draft)
    return made.titles[language]


Change = Callable[[bytes, str], tuple[bytes, int]]
"""Adds a webinar and gives the one that is there so many places; returns the file and the line."""


def change_text(data: bytes, places: str) -> tuple[bytes, int]:
    """Change the YAML file."""
    text = data.decode()
    begin = text.index("- key: present\n")
    start = re.search(r"^  start: .*$", text, re.MULTILINE)
    assert start
    (series,) = re.findall(r"^  series: (.*)$", text, re.MULTILINE)
    titles = "".join(f"    {language}: {title}\n" for language, title in NEW.items())
    added = (
        f"- key: new\n  series: {series}\n{start.group(0)}\n  time_zone: Europe/Berlin\n"
        f"  duration_minutes: 60\n  capacity: 40\n  icon: hydrogen\n  titles:\n{titles}"
    )
    where = text.index("  capacity: 50\n", begin)
    changed = text.replace("  capacity: 50\n", f"  capacity: {places}\n", 1)
    return f"{changed.rstrip()}\n{added}".encode(), text[:where].count("\n") + 1


def change_sheet(data: bytes, places: str) -> tuple[bytes, int]:
    """Change the Excel file as a spreadsheet program does."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.active
    assert page is not None
    names = [cell.value for cell in page[1]]
    new = {"key": "new", "state": None, "duration_minutes": 60, "capacity": 40}
    new |= {f"titles.{language}": title for language, title in NEW.items()}
    for column, name in enumerate(names, start=1):
        page.cell(3, column, new.get(str(name), page.cell(2, column).value))
    seats = int(places) if places.isdigit() else places
    page.cell(2, names.index("capacity") + 1, seats)
    agenda = book["agenda"]
    point = {"webinar": "new", "minutes": 60, "kind": "pitch"}
    point |= {f"title.{language}": title for language, title in PITCH.items()}
    agenda.append([point.get(str(cell.value)) for cell in agenda[1]])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), 2


CHANGES: dict[str, tuple[str, Change]] = {
    "yaml": ("YAML", change_text),
    "xlsx": ("Excel", change_sheet),
}
"""What the link to a file says, and who changes it."""


def open_files(page: Page, words: Words, series: str) -> None:
    """Go to the files of the series."""
    page.get_by_role("link", name=words.webinars, exact=True).first.click()
    named = f"{words.from_file} {series}"
    page.get_by_role("link", name=named, exact=True).click()
    usable(page)


def take_along(page: Page, words: Words, name: str) -> bytes:
    """Download the file of the series."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=words.download.format(name), exact=True).click()
    return Path(coming.value.path()).read_bytes()


def hand_in(page: Page, words: Words, data: bytes, kind: str) -> None:
    """Choose a file and see what it would do."""
    file = FilePayload(name=f"webinars.{kind}", mimeType="application/octet-stream", buffer=data)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=words.see, exact=True).click()


def see_and_store(page: Page, words: Words, language: str) -> None:
    """Read what would happen to each webinar, and store it."""
    table = page.get_by_role("table")
    present = table.get_by_role("row").filter(has_text=PRESENT[language])
    expect(present).to_contain_text(words.changes)
    expect(table.get_by_role("row").filter(has_text=NEW[language])).to_contain_text(words.new)
    expect(page.locator("main")).to_contain_text(words.counts)
    usable(page)
    page.get_by_role("button", name=words.store, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(words.saved)
    usable(page)
    for title, seats in ((PRESENT, "60"), (NEW, "40")):
        stop = page.locator(".stop").filter(has_text=title[language])
        expect(stop).to_contain_text(words.draft)
        expect(stop).to_contain_text(seats)


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
@pytest.mark.parametrize("language", ["de", "fr"])
def test_webinars_are_taken_along_changed_in_the_file_seen_first_and_stored_as_drafts(
    series: str, smtp: Sink, visitor: Visitor, language: str, kind: str
) -> None:
    words, (name, change) = WORDS[language], CHANGES[kind]
    page = visitor(viewport=PHONE) if kind == "yaml" else visitor()
    sign_in(page, SAXON, language)
    open_files(page, words, series)
    taken = take_along(page, words, name)

    wrong, line = change(taken, "many")
    hand_in(page, words, wrong, kind)
    told = page.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_contain_text(words.mistake)
    expect(told.get_by_role("listitem")).to_have_count(1)
    expect(told.get_by_role("listitem")).to_contain_text(words.line.format(line))
    expect(told.get_by_role("listitem")).to_contain_text(words.number)
    usable(page)

    right, _ = change(taken, "60")
    hand_in(page, words, right, kind)
    see_and_store(page, words, language)

    # What is taken along now says what is stored, and changes nothing.
    open_files(page, words, series)
    again = take_along(page, words, name)
    assert again != taken
    hand_in(page, words, again, kind)
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.filter(has_text=words.stays)).to_have_count(2)
    expect(page.locator("main")).to_contain_text(words.stored)
    expect(page.get_by_role("button", name=words.store, exact=True)).to_have_count(0)
    usable(page)
    opened = {PRESENT[language]: [TALK[language], "Alex Muster"]}
    if kind == "xlsx":
        opened[NEW[language]] = [PITCH[language], words.pitch]
    for title, kept in opened.items():
        page.get_by_role("link", name=words.webinars, exact=True).first.click()
        page.get_by_role("link", name=title, exact=True).click()
        for text in kept:
            expect(page.locator("main")).to_contain_text(text)
        usable(page)
    assert smtp.envelopes == []
