"""What leaves the desk of the numbers: the report, and its tables as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_registration, make_series, make_webinar
from tests.support.numbers import (
    counted,
    make_programme,
    region_name,
    rows_of,
    seated,
    small_cells,
    table_of,
)
from tests.support.pages import page, text_of
from tests.support.pdf import pdf_pages
from tests.support.saving import together
from webinars.models.organiser import Role
from webinars.models.series import Series
from webinars.models.webinar import Webinar

URL = "/en/organiser/series/counted/numbers"
HIDDEN = "not shown"


@pytest.fixture
def small(session: Session, signed_in: Any) -> Series:
    """A series in which three people come from Wallonia, to one webinar of three."""
    series = make_series(session, key="counted")
    webinars = [make_webinar(session, series=series, capacity=100) for _ in range(3)]
    with together(session):
        fill(session, webinars[0], saxony=12, wallonia=3)
        fill(session, webinars[1], saxony=20, wallonia=11, elsewhere=6)
        fill(session, webinars[2], saxony=30, wallonia=30, elsewhere=30)
    signed_in(Role.VIEWER)
    return series


def fill(session: Session, webinar: Webinar, **regions: int) -> None:
    for region, people in regions.items():
        for _ in range(people):
            place = {"saxony": ("saxony", "DE"), "wallonia": ("wallonia", "BE")}
            key, country = place.get(region, ("", "FR"))
            attendee = make_attendee(session, region=key, country=country)
            make_registration(session, webinar=webinar, attendee=attendee)


def test_small_groups_are_hidden_and_cannot_be_calculated(
    client: FlaskClient, small: Series
) -> None:
    shown = page(client, f"{URL}/report")

    rows = list(table_of(shown, "Places taken at each webinar").values())
    assert rows == [
        [HIDDEN, HIDDEN, HIDDEN, "15"],
        [HIDDEN, HIDDEN, HIDDEN, "37"],
        ["30", "30", "30", "90"],
        ["62", "44", "36", "142"],
    ]
    assert small_cells(shown) == []
    assert "‘Not shown’ protects people in small groups: numbers from 1 to 4" in text_of(shown)
    assert table_of(shown, "Shares of the hosts’ regions") == {
        "Saxony (Energy Saxony)": ["62", "44%"],
        "Wallonia (TWEED)": ["44", "31%"],
        "Elsewhere": ["36", "25%"],
        "Total": ["142", ""],
    }
    assert table_of(shown, "From elsewhere, by country") == {
        "France": ["36", "100%"],
        "Total": ["36", ""],
    }


def test_a_series_with_a_handful_of_people_tells_nothing(
    client: FlaskClient, session: Session, signed_in: Any
) -> None:
    webinar = make_webinar(session, series=make_series(session, key="counted"))
    fill(session, webinar, saxony=3, elsewhere=1)
    signed_in(Role.VIEWER)
    shown = page(client, f"{URL}/report")
    numbers = {
        cell
        for title in ("At a glance", "Places taken at each webinar", "By kind of organisation")
        for cells in table_of(shown, title).values()
        for cell in cells
    }
    assert numbers == {HIDDEN, ""}


@pytest.mark.parametrize("seed", [3, 4])
def test_every_number_of_the_report_follows_from_the_rows_or_is_hidden(
    client: FlaskClient, session: Session, signed_in: Any, now: Any, seed: int
) -> None:
    series = make_programme(session, now, seed)
    signed_in(Role.VIEWER)
    rows = rows_of(session, *series.webinars)
    places = seated(rows)
    states = counted(rows, lambda each: each.state.value)

    shown = page(client, f"{URL}/report")

    assert small_cells(shown) == []
    overview = table_of(shown, "At a glance")
    assert overview["Places taken"] == [str(len(places))]
    people = len({each.attendee_id for each in places})
    assert overview["Different people with a place"] == [str(people)]
    expected = {
        "Cancelled": states["cancelled"],
        "Waiting list": states["waiting"],
        "Place offered": states.get("offered", 0),
        "Asks for approval": states["requested"],
        "Total": len(rows) - len(places),
    }
    for name, cells in table_of(shown, "Registrations without a place").items():
        assert cells[0] in (str(expected[name]), HIDDEN)
    table = list(table_of(shown, "Places taken at each webinar").values())
    for webinar, cells in zip([*series.webinars, None], table, strict=True):
        own = [each for each in places if webinar in (each.webinar, None)]
        regions = counted(own, region_name)
        true = [*(regions.get(name, 0) for name in ("Saxony", "Wallonia", "Elsewhere")), len(own)]
        for cell, number in zip(cells, true, strict=True):
            assert cell in (str(number), HIDDEN)


@pytest.mark.parametrize(
    ("language", "words", "separator"),
    [
        ("en", ("Webinar series in numbers", "Shares of the hosts’ regions", "not shown"), ","),
        ("de", ("Webinarreihe in Zahlen", "Anteile der Regionen", "nicht gezeigt"), ";"),
        ("fr", ("Le cycle de webinaires en chiffres", "Part des régions", "non affiché"), ";"),
    ],
)
def test_report_file_and_page_say_the_same_in_each_language(
    client: FlaskClient, small: Series, language: str, words: tuple[str, ...], separator: str
) -> None:
    url = URL.replace("/en/", f"/{language}/")
    report = page(client, f"{url}/report")
    printed = " ".join(" ".join(pdf_pages(client.get(f"{url}/report.pdf").get_data())).split())
    file = client.get(f"{url}.csv")
    rows = list(csv.reader(io.StringIO(file.get_data().decode("utf-8-sig")), delimiter=separator))

    assert file.get_data().startswith(b"\xef\xbb\xbf")
    assert file.headers["Content-Disposition"] == 'attachment; filename="counted-numbers.csv"'
    told = " ".join(text_of(report).split())
    for word in words:
        assert word in told
        assert word in printed
    numbers = [
        cell.get_text(strip=True)
        for cell in report.select("td.n")
        if not cell.get_text(strip=True).endswith("%") and cell.get_text(strip=True)
    ]
    assert [row[3] for row in rows[1:]] == numbers
    for row in rows[1:]:
        assert row[3] in printed
    for title in report.select("main h2"):
        assert title.get_text(strip=True) in {*(row[0] for row in rows), *words}


def test_a_source_that_looks_like_a_formula_is_none_in_the_file(
    client: FlaskClient, session: Session, signed_in: Any
) -> None:
    webinar = make_webinar(session, series=make_series(session, key="counted"))
    for _ in range(5):
        make_registration(session, webinar=webinar, source="-1-cmd")
    signed_in(Role.VIEWER)
    assert b'"\'-1-cmd"' in client.get(f"{URL}.csv").get_data()
