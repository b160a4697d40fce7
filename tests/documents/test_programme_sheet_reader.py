"""Webinars as an Excel file: every mistake with its row."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from openpyxl.styles import Font

from webinars.documents.programme_file import read_content
from webinars.documents.programme_mistakes import Mistakes, ProgrammeFileError
from webinars.documents.programme_sheet import COLUMNS, COLUMNS_BELOW
from webinars.documents.programme_sheet_reader import MOST_ROWS, MOST_SHEETS, read_sheets
from webinars.documents.table_files import LARGEST_UNPACKED, MOST_TAGS
from webinars.models.webinar import AgendaKind
from webinars.rules.programme import OnDate

RIGHT = {
    "key": "longer-blades",
    "state": "draft",
    "start.date": "2027-06-03",
    "start.at": "14:00",
    "time_zone": "Europe/Berlin",
    "duration_minutes": "60",
    "capacity": "50",
    "icon": "hydrogen",
    "topics": "wind, grids",
    "titles.en": "Longer blades",
}


POINT = {"webinar": "longer-blades", "minutes": "60", "title.en": "Blades of 120 metres"}

KIM = {"webinar": "longer-blades", "name": "Kim Beispiel", "organisation": "beispiel-wind"}


def sheet(*rows, names=None, **below):
    """Return an Excel file with these rows under the names of the first.

    :param below: rows of further sheets.
    """
    book = openpyxl.Workbook()
    _fill(book.active, rows, names)
    for name, its_rows in below.items():
        _fill(book.create_sheet(name), its_rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(page, rows, names=None):
    names = names or list(rows[0])
    page.append(names)
    for row in rows:
        page.append([row.get(name) for name in names])


def read(data):
    mistakes = Mistakes()
    programme = read_content(read_sheets(data, "grids", mistakes), mistakes)
    mistakes.refuse()
    return programme


def mistakes_in(data):
    with pytest.raises(ProgrammeFileError) as caught:
        read(data)
    return caught.value.mistakes


def test_a_row_says_what_a_programme_file_would_say(app):
    entry = read(sheet(RIGHT)).webinars[0]

    assert entry.series.key == "grids"
    assert entry.columns["titles"] == {"en": "Longer blades"}
    assert [topic.key for topic in entry.topics] == ["wind", "grids"]
    assert isinstance(entry.start, OnDate)
    assert entry.start.date == date(2027, 6, 3)
    assert (entry.hosts, entry.agenda, entry.speakers, entry.reminders) == (None,) * 4


def test_what_spreadsheet_programs_make_of_dates_and_numbers_is_read(app):
    typed = {
        **RIGHT,
        "start.date": datetime(2027, 6, 3),
        "start.at": time(14, 0),
        "duration_minutes": 60.0,
        "capacity": 50,
        "waiting_list": False,
    }
    entry = read(sheet(typed)).webinars[0]

    assert (entry.start.date, entry.start.at) == (date(2027, 6, 3), time(14, 0))
    assert (entry.duration_minutes, entry.columns["capacity"]) == (60, 50)
    assert entry.columns["waiting_list"] is False


def test_every_mistake_names_its_row_and_its_column(app):
    second = {**RIGHT, "key": "other", "capacity": "many", "start.at": "25:00"}
    found = [(each.line, each.path) for each in mistakes_in(sheet(RIGHT, {}, second))]

    assert found == [(4, "capacity"), (4, "start.at")]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["key", "titel.de"], "Did you mean ‘titles.de’?"),
        (["key", "xyzzy"], "There is no such column."),
        (["titles.en"], "The first row must name the columns, ‘key’ among them."),
        (["key", "key"], "‘key’ stands here twice."),
    ],
)
def test_the_first_row_names_known_columns_once(app, names, sentence):
    assert sentence in mistakes_in(sheet(RIGHT, names=names))[0].sentence


def test_points_of_an_agenda_and_speakers_stand_in_sheets_of_their_own(app):
    other = {**RIGHT, "key": "other", "duration_minutes": "45"}
    pitch = {"webinar": "other", "minutes": 15, "kind": "pitch", "title.en": "Steel"}
    talk = {"webinar": "other", "minutes": 30, "title.en": "Cables", "speaker.en": "Somebody"}
    points = [pitch | dict.fromkeys(talk.keys() - pitch), POINT, {}, talk]
    data = sheet(RIGHT, other, Agenda=points, speakers=[KIM])
    first, second = read(data).webinars

    assert [each.columns["minutes"] for each in first.agenda] == [60]
    assert [each.columns["kind"] for each in second.agenda] == [AgendaKind.PITCH, AgendaKind.TALK]
    assert second.agenda[1].columns["speaker_lines"] == {"en": "Somebody"}
    assert [each.columns["name"] for each in first.speakers] == ["Kim Beispiel"]
    assert first.speakers[0].organisation.key == "beispiel-wind"
    assert second.speakers is None


def test_mistakes_in_further_sheets_name_the_sheet_and_the_row(app):
    far = {**POINT, "webinar": "longer-blade"}
    wrong = {**POINT, "minutes": "many"}
    full = {**RIGHT, "key": "other", "capacity": "full"}
    data = sheet(RIGHT, full, speakers=[{**KIM, "name": ""}], agenda=[far, wrong])
    found = mistakes_in(data)

    assert [(each.line, each.path) for each in found] == [
        (3, "capacity"),
        (2, "agenda.webinar"),
        (3, "agenda.minutes"),
        (2, "speakers.name"),
    ]
    assert "Did you mean ‘longer-blades’?" in found[1].sentence


def test_a_row_that_names_no_webinar_and_a_file_of_many_sheets_are_refused(app):
    (nameless,) = mistakes_in(sheet(RIGHT, agenda=[{**POINT, "webinar": None}]))
    assert (nameless.path, nameless.sentence) == ("agenda.webinar", "This is missing.")

    many = {f"sheet{number}": [{"a": None}] for number in range(MOST_SHEETS)}
    (found,) = mistakes_in(sheet(RIGHT, **many))
    assert found.sentence == f"A file holds at most {MOST_SHEETS} sheets."


def test_a_sheet_too_many_is_told_beside_all_other_mistakes(app):
    wrong = {**POINT, "minutes": "many"}
    found = mistakes_in(sheet(RIGHT, agenda=[wrong], Notes=[{"a": "b"}]))

    assert [(each.line, each.path) for each in found] == [(1, "Notes"), (2, "agenda.minutes")]


def test_the_minutes_of_an_agenda_are_added_up(app):
    (found,) = mistakes_in(sheet(RIGHT, agenda=[{**POINT, "minutes": "50"}]))

    assert (found.line, found.path) == (2, "agenda")
    assert found.sentence == "The minutes of the agenda add up to 50, not to 60."


@pytest.mark.parametrize(
    ("name", "rows", "sentence"),
    [
        ("agendas", [POINT], "after the first one there can be these: agenda, speakers."),
        ("agenda", [{"minutes": 60}], "The first row must name the columns, ‘webinar’ among them."),
        ("speakers", [{**KIM, "role.en": "Chair"}], "Did you mean ‘roles.en’?"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused_with_its_name(app, name, rows, sentence):
    (found,) = mistakes_in(sheet(RIGHT, **{name: rows}))

    assert found.path.partition(".")[0] == name
    assert sentence in found.sentence


def test_empty_sheets_that_programs_add_are_left_aside(app):
    book = openpyxl.load_workbook(io.BytesIO(sheet(RIGHT)))
    book.create_sheet("Tabelle2")
    # Whoever empties cells leaves their looks behind.
    book.create_sheet("agenda")["A1"].font = Font(bold=True)
    file = io.BytesIO()
    book.save(file)

    assert read(file.getvalue()).webinars[0].agenda is None


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (LARGEST_UNPACKED + 1))
    return file.getvalue()


def many_cells():
    plain, file = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    cells = b"<sheetData><row>" + b"<c/>" * MOST_TAGS + b"</row></sheetData>"
    with (
        zipfile.ZipFile(plain) as whole,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for part in whole.infolist():
            packed.writestr(part, whole.read(part).replace(b"<sheetData></sheetData>", cells))
    return file.getvalue()


@pytest.mark.parametrize("make", [lambda: b"PK\x03\x04 broken", bomb, many_cells, lambda: b""])
def test_what_is_no_spreadsheet_is_refused_in_words(app, make):
    assert mistakes_in(make())[0].sentence == "This cannot be read as an Excel file (.xlsx)."


def test_a_spreadsheet_has_an_end(app):
    rows = [{**RIGHT, "key": f"blades-{number}"} for number in range(MOST_ROWS + 1)]
    found = mistakes_in(sheet(*rows))

    assert found[0].line == MOST_ROWS + 2
    assert str(MOST_ROWS) in found[0].sentence


@pytest.mark.parametrize("columns", [COLUMNS, *COLUMNS_BELOW.values()])
def test_the_columns_are_each_named_once(columns):
    assert len(set(columns)) == len(columns)
