import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.documents.spreadsheets import Sheet, csv_file, xlsx_file

HOSTILE = [
    '=HYPERLINK("https://evil.example","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    '";=1+1;"',
    "'=1+1",
]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def read_csv(data, separator=";"):
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def read_xlsx(data):
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return sheet, [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_cell_of_a_csv_file_begins_like_a_formula(value):
    titles = ["One", "Two", "Three"]
    _, row = read_csv(csv_file(titles, [[value] * 3], separator=";"))

    assert len(row) == 3
    for cell in row:
        assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")
        assert cell[:1] not in set("\t\r\n")
        assert cell.removeprefix("'") == value or cell == value


def test_titles_are_made_harmless_too():
    assert read_csv(csv_file(["=1"], [], separator=";")) == [["'=1"]]


@pytest.mark.parametrize("value", HOSTILE)
def test_every_cell_of_an_excel_file_is_a_text(value):
    shown = value.strip("\r")
    sheet, rows = read_xlsx(xlsx_file(Sheet("People", ["One", "Two"], [[shown, shown]])))

    assert [cell.data_type for cell in sheet[2]] == ["s", "s"]
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    assert [cell.replace("\r", "") for cell in rows[1]] == [shown.replace("\r", "")] * 2


def test_numbers_and_addresses_stay_what_was_written():
    sheet, rows = read_xlsx(xlsx_file(Sheet("x", ["A", "B"], [["007", "https://example.org"]])))

    assert rows[1] == ["007", "https://example.org"]
    assert sheet["B2"].hyperlink is None
    assert sheet.freeze_panes == "A2"


def test_a_csv_file_says_that_it_is_utf_8():
    data = csv_file(["Straße"], [["Lüttich, „é“"]], separator=",")

    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data, ",") == [["Straße"], ["Lüttich, „é“"]]


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5), st.sampled_from([",", ";"]))
def test_whatever_stands_in_a_cell_comes_back_in_the_same_cell(rows, separator):
    back = read_csv(csv_file(["a", "b"], rows, separator=separator), separator)

    assert len(back) == len(rows) + 1
    for given_row, row in zip(rows, back[1:], strict=True):
        assert [cell.removeprefix("'") for cell in row] == [
            cell.removeprefix("'") for cell in given_row
        ]
