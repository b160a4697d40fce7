"""The webinars of a series as a file: taken along, tried, stored."""

import io

import openpyxl
import pytest
from sqlalchemy import inspect

from tests.factories import make_series, make_webinar
from tests.support.pages import form_token, page, parsed, text_of
from tests.support.programme import NEW_DRAFT as NEW
from webinars.mail.part_names import PART_NAMES
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.web.forms.programme_files import LARGEST_FILE

PAGE = "/en/organiser/series/grids/file"


@pytest.fixture
def series(session, signed_in):
    made = make_series(session, key="grids")
    signed_in()
    return made


def hand_in(client, written, **fields):
    """Hand a file in; return the answer."""
    content = written.encode() if isinstance(written, str) else written
    token = form_token(page(client, PAGE))
    file = (io.BytesIO(content), "webinars.yaml")
    return client.post(PAGE, data={"csrf_token": token, "file": file, **fields})


def send_on(client, shown):
    """Press the button under what would happen."""
    form = shown.select_one("input[name=seen]").find_parent("form")
    fields = {each["name"]: each["value"] for each in form.select("input")}
    return client.post(PAGE, data=fields, content_type="multipart/form-data")


def test_a_file_is_shown_first_and_stored_by_the_second_press(client, session, series):
    shown = parsed(hand_in(client, NEW))
    assert "New draft" in text_of(shown, "table")
    assert "3 Jun" in text_of(shown, "table")
    assert "1 new draft. 0 drafts change. No e-mail is sent" in text_of(shown)
    assert series.webinars == []

    answer = send_on(client, shown)

    assert (answer.status_code, answer.location) == (
        303,
        "/en/organiser/series?saved=grids#grids",
    )
    session.expire_all()
    assert [(each.key, each.state) for each in series.webinars] == [
        ("longer-blades", WebinarState.DRAFT)
    ]


def test_mistakes_are_listed_with_their_line(client, series):
    answer = hand_in(client, NEW.replace("capacity: 50", "capacity: many"))
    assert answer.status_code == 422
    shown = text_of(parsed(answer), ".errors")
    assert "The file has 1 mistake. Nothing was stored." in shown
    assert "Line 9 · webinars[0].capacity Write a whole number from 1 to 100000." in shown


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file that is not empty."),
        (b"x" * (LARGEST_FILE + 1), "The file is too large; divide it into several."),
        (b"\xff\xfe", "This is not UTF-8 text."),
        (b"PK\x03\x04", "This cannot be read as an Excel file"),
        (b"- a\n- b", "The file must begin with names"),
    ],
)
def test_rubbish_is_answered_in_words(client, series, content, sentence):
    answer = hand_in(client, content)
    assert answer.status_code == 422
    assert sentence in text_of(parsed(answer), ".errors")


def test_content_that_was_tampered_with_is_asked_for_again(client, series):
    answer = hand_in(client, NEW, content="%%%", seen="x")
    assert answer.status_code == 422
    assert "Choose the file again." in text_of(parsed(answer), ".errors")


def test_what_changed_in_the_meantime_is_shown_again(client, session, series):
    shown = parsed(hand_in(client, NEW))
    make_webinar(session, series=series, key="longer-blades", state=WebinarState.DRAFT)

    answer = send_on(client, shown)

    assert answer.status_code == 409
    again = parsed(answer)
    assert "Somebody has changed these webinars in the meantime." in text_of(again)
    assert "Changes:" in text_of(again, "table")
    assert send_on(client, again).status_code == 303


def test_the_webinars_of_a_series_are_taken_along(client, session, series):
    make_webinar(session, series=series, key="longer-blades")
    answer = client.get(f"{PAGE}.yaml")
    assert "- key: longer-blades" in answer.get_data(as_text=True)
    assert 'filename="grids.yaml"' in answer.headers["Content-Disposition"]

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}.xlsx").data))
    assert [row[0] for row in book.active.iter_rows(values_only=True)] == ["key", "longer-blades"]


def test_a_viewer_takes_along_but_hands_nothing_in(client, session, signed_in):
    make_series(session, key="grids")
    signed_in(Role.VIEWER)
    assert client.get(f"{PAGE}.yaml").status_code == 200
    assert client.get(PAGE).status_code == 404


def test_everything_that_a_file_can_change_has_a_name_people_know(client, session, series):
    make_webinar(session, series=series, key="longer-blades", state=WebinarState.DRAFT)
    more = "capacity: 51\n  topics: []\n  provisional: true\n  takeaways: {en: [A]}"
    shown = parsed(hand_in(client, NEW.replace("capacity: 50", more)))
    words = text_of(shown, "tbody td:last-child")
    assert "Date provisional" in words
    assert not [name for name in ("titles", "takeaways", "capacity") if name in words.split()]
    columns = set(inspect(Webinar).columns.keys())
    assert set(PART_NAMES) - columns == {
        "agenda",
        "hosts",
        "reminders",
        "speakers",
        "times",
        "topics",
    }
