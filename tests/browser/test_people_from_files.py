"""A team adds many people from a file; each confirms in the own language."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy.orm import Session

from tests.support.additions import WORDS, Words, confirm, make_joint, open_people, read
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.received import mails_to
from tests.support.saving import saved
from tests.support.smtp import Sink
from tests.support.teams import PHONE, SAXON, sign_in
from webinars.clock import now
from webinars.documents.spreadsheets import Sheet, xlsx_file
from webinars.models.long_work import LongWork
from webinars.web.organiser.people_files import MEDIA_TYPES

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PEOPLE = 60
"""In the file: more than the worker adds in one part."""

HELD_SECONDS = 8
"""How long the work seems to be in the hands of another worker: enough for a slow browser."""

Row = tuple[str, str, str, str, str]


class Acts(NamedTuple):
    """What stands on the pages of a file."""

    from_file: str
    mails: str
    see: str
    one_mistake: str
    line: str
    in_order: str
    begin: str
    progress: str
    done: str
    added: str
    found: str


ACTS = {
    "de": Acts(
        from_file="Personen aus einer Datei eintragen",
        mails="Damit geht eine E-Mail an {} Personen hinaus.",
        see="Ansehen, was geschehen würde",
        one_mistake="Die Datei hat 1 Fehler. Niemand wurde eingetragen.",
        line="Zeile 3",
        in_order="Die Datei ist in Ordnung: {} Personen.",
        begin="{} Personen eintragen",
        progress="0 von 60 Personen sind abgearbeitet.",
        done="Fertig",
        added="{} Personen eingetragen und um Bestätigung gebeten.",
        found="{} Personen",
    ),
    "fr": Acts(
        from_file="Ajouter des personnes depuis un fichier",
        mails="Un e-mail sera envoyé à {} personnes.",
        see="Voir ce qui se passerait",
        one_mistake="Le fichier contient 1 erreur. Personne n’a été ajouté.",
        line="Ligne 3",
        in_order="Le fichier est en ordre : {} personnes.",
        begin="Ajouter {} personnes",
        progress="Personnes traitées : 0 sur 60.",
        done="Terminé",
        added="{} personnes ajoutées et invitées à confirmer.",
        found="{} personnes",
    ),
}


@pytest.fixture
def webinar(session: Session, language: str) -> None:
    """A webinar to which people can be added."""
    # Before the service runs: made afterwards, it would meet the worker's locks.
    make_joint(session, language)


def address_of(number: int) -> str:
    """Return the address of the person in this line."""
    return f"jo{number:02}@example.org"


def people() -> list[Row]:
    """Return many people; each second reads French, the others what the form says."""
    return [
        ("Jo", f"Exemple {number:02}", address_of(number), "Exemple SA", "fr" if number % 2 else "")
        for number in range(PEOPLE)
    ]


def as_csv(words: Words, rows: Sequence[Row]) -> FilePayload:
    """Return the file as a spreadsheet program saves it here: old letters, semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerows([titles(words), *rows])
    return FilePayload(
        name="people.csv", mimeType="text/csv", buffer=text.getvalue().encode("cp1252")
    )


def as_xlsx(words: Words, rows: Sequence[Row]) -> FilePayload:
    """Return the file as Excel."""
    data = xlsx_file(Sheet("1", titles(words), rows))
    return FilePayload(name="people.xlsx", mimeType=MEDIA_TYPES["xlsx"], buffer=data)


def titles(words: Words) -> list[str]:
    """Return what the first line says, in the organiser's language."""
    language = "Sprache" if words is WORDS["de"] else "Langue"
    return [words.given_name, words.family_name, words.email, words.organisation, language]


def hand_in(page: Page, acts: Acts, file: FilePayload) -> None:
    """Choose a file and see what it would do."""
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=acts.see, exact=True).click()


def hold(session: Session) -> None:
    """Let the work be in the hands of a worker that soon turns out to be lost."""
    with saved(session):
        session.query(LongWork).one().leased_until = now() + timedelta(seconds=HELD_SECONDS)


def add_them(page: Page, acts: Acts, session: Session) -> None:
    """See how many mails go out, begin, and look on until the page says that it is done."""
    main = page.locator("main")
    expect(main).to_contain_text(acts.in_order.format(PEOPLE))
    expect(main).to_contain_text(acts.mails.format(PEOPLE))
    usable(page)
    hold(session)
    page.get_by_role("button", name=acts.begin.format(PEOPLE), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(acts.progress)
    expect(page.get_by_role("progressbar")).to_be_visible()
    usable(page)
    # The page looks again by itself.
    expect(page.get_by_role("status")).to_contain_text(acts.done, timeout=60_000)
    expect(main).to_contain_text(acts.added.format(PEOPLE))
    expect(page.get_by_role("progressbar")).to_have_count(0)
    usable(page)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_wrong_line_is_named_then_all_of_a_file_are_added_and_each_gets_one_mail(
    webinar: None, session: Session, smtp: Sink, visitor: Visitor, language: str, kind: str
) -> None:
    words, acts, rows = WORDS[language], ACTS[language], people()
    write = as_csv if kind == "csv" else as_xlsx
    page = visitor(viewport=PHONE) if kind == "csv" else visitor()
    sign_in(page, SAXON, language)
    open_people(page, language)
    page.get_by_role("link", name=acts.from_file, exact=True).click()
    usable(page)
    page.get_by_label(words.company, exact=True).check()
    page.get_by_label(words.region, exact=True).check()
    page.get_by_label(WORDS["de"].own_name, exact=True).check()
    wrong = [rows[0], (*rows[1][:2], "jo01@", *rows[1][3:]), *rows[2:]]
    hand_in(page, acts, write(words, wrong))

    told = page.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_contain_text(acts.one_mistake)
    expect(told).to_contain_text(re.compile(rf"{acts.line}\s*{words.incomplete}"))
    expect(page.get_by_role("listitem").filter(has_text=words.incomplete)).to_have_count(1)
    usable(page)
    # What holds for all lines stays chosen.
    for chosen in (words.company, words.region, WORDS["de"].own_name):
        expect(page.get_by_label(chosen, exact=True)).to_be_checked()
    hand_in(page, acts, write(words, rows))
    assert smtp.envelopes == []
    add_them(page, acts, session)

    for number in range(PEOPLE):
        (mail,) = mails_to(smtp, address_of(number), 1)
        read(mail, "fr" if number % 2 else "de")
    for number, reading in enumerate(["de", "fr"]):
        confirm(visitor, mails_to(smtp, address_of(number), 1)[0], reading)
    page.get_by_role("link", name=words.waiting, exact=True).click()
    expect(page.locator("caption")).to_have_text(acts.found.format(PEOPLE - 2))
    usable(page)
    page.get_by_role("link", name=words.back, exact=True).click()
    for number in range(2):
        expect(page.get_by_role("rowheader", name=f"Jo Exemple {number:02}")).to_be_visible()
