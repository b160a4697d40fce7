"""Webinars as a spreadsheet: every mistake with its row."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from webinars.documents.programme_file import read_content
from webinars.documents.programme_mistakes import Mistakes, ProgrammeFileError
from webinars.documents.programme_sheet import COLUMNS, MOST_ROWS, read_sheet
from webinars.documents.table_files import LARGEST_UNPACKED
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


def sheet(*rows, names=None):
    """Return an Excel file with these rows under the names of the first."""
    book = openpyxl.Workbook()
    names = names or list(rows[0])
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(name) for name in names])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data):
    mistakes = Mistakes()
    programme = read_content(read_sheet(data, "grids", mistakes), mistakes)
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


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (LARGEST_UNPACKED + 1))
    return file.getvalue()


@pytest.mark.parametrize("make", [lambda: b"PK\x03\x04 broken", bomb, lambda: b""])
def test_what_is_no_spreadsheet_is_refused_in_words(app, make):
    assert mistakes_in(make())[0].sentence == "This cannot be read as an Excel file (.xlsx)."


def test_a_spreadsheet_has_an_end(app):
    rows = [{**RIGHT, "key": f"blades-{number}"} for number in range(MOST_ROWS + 1)]
    found = mistakes_in(sheet(*rows))

    assert found[0].line == MOST_ROWS + 2
    assert str(MOST_ROWS) in found[0].sentence


def test_the_columns_are_each_named_once():
    assert len(set(COLUMNS)) == len(COLUMNS)
