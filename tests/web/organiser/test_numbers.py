"""The numbers of a webinar and of a series: every one is counted again from the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_registration, make_series, make_webinar
from tests.support.numbers import (
    counted,
    figures_of,
    make_programme,
    numbers_of,
    region_name,
    rows_of,
    seated,
    table_of,
)
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.statements import recorded_statements
from tests.support.world import sign_in
from webinars.models.attendance import Attendance
from webinars.models.organiser import Role
from webinars.models.registration import Registration
from webinars.models.series import Series
from webinars.models.signup import SignUp, SignUpState
from webinars.models.webinar import Webinar, WebinarState
from webinars.rules.numbers import DAYS

URL = "/en/organiser/webinars/w2/numbers"
SERIES_URL = "/en/organiser/series/counted/numbers"
KINDS = {"company": "Company", "research": "Research institute", "public": "Public body"}
LANGUAGES = {"de": "German", "fr": "French", "en": "English"}
COUNTRIES = {"DE": "Germany", "BE": "Belgium", "FR": "France"}


@pytest.fixture(params=[1, 2])
def series(request: pytest.FixtureRequest, session: Session, signed_in: Any, now: Any) -> Series:
    """A series with people of every kind; a viewer of one host is signed in."""
    made = make_programme(session, now, request.param)
    signed_in(Role.VIEWER)
    return made


def joined(session: Session, rows: list[Registration]) -> int:
    found = set(session.scalars(select(Attendance.registration_id)))
    return sum(each.id in found for each in rows)


def check_breakdowns(shown: Any, places: list[Registration]) -> None:
    """Compare all tables of who holds a place with the rows."""
    ways: dict[str, Callable[[Registration], str]] = {
        "By region": region_name,
        "By country": lambda each: COUNTRIES[each.attendee.country],
        "By kind of organisation": lambda each: KINDS[each.attendee.organisation_kind],
        "By language of the e-mails": lambda each: LANGUAGES[each.attendee.language],
        "By source": lambda each: each.source or "Not known",
    }
    for title, of in ways.items():
        assert numbers_of(shown, title) == counted(places, of), title
        assert table_of(shown, title)["Total"][0] == str(len(places))
        for cells in list(table_of(shown, title).values())[:-1]:
            share = int(cells[1].removesuffix("%"))
            assert share == int(int(cells[0]) * 100 / len(places) + 0.5)


def test_every_number_of_a_webinar_follows_from_its_rows(
    client: FlaskClient, session: Session, series: Series, now: Any
) -> None:
    webinar = series.webinars[2]
    rows = rows_of(session, webinar)
    states = counted(rows, lambda each: each.state.value)
    sent = [
        each
        for each in session.scalars(select(SignUp))
        if webinar in each.webinars and each.created_at >= now - timedelta(days=7)
    ]

    shown = page(client, URL)

    assert figures_of(shown) == {
        "Registrations": len(rows),
        "Places taken": states["confirmed"],
        "Waiting list": states["waiting"],
        "Ask for approval": states["requested"],
        "Cancelled": states["cancelled"],
        "Addresses confirmed": sum(each.state == SignUpState.CONFIRMED for each in sent),
    }
    assert f"{int(states['cancelled'] * 100 / len(rows) + 0.5)}% of the registrations" in text_of(
        shown
    )
    assert f"of {len(sent)} sign-up" in text_of(shown)
    check_breakdowns(shown, seated(rows))


def test_registrations_before_the_start_follow_from_the_rows_of_each_webinar(
    client: FlaskClient, session: Session, series: Series, now: Any
) -> None:
    compared = [series.webinars[2], series.webinars[1], series.webinars[0]]
    expected = []
    for days in DAYS:
        line = []
        for webinar in compared:
            moment = webinar.starts_at - timedelta(days=days)
            received = [each for each in rows_of(session, webinar) if each.created_at <= moment]
            line.append(str(len(received)) if moment <= now else "–")
        expected.append(line)

    shown = page(client, URL)
    table = table_of(shown, "Registrations before the start")
    so_far = [each for each in rows_of(session, compared[0]) if each.created_at <= now]

    # What is known today stands between the moments that have come and those that have not.
    place = list(table).index("Today")
    assert table.pop("Today") == [str(len(so_far)), "–", "–"]
    assert list(table.values()) == expected
    reached = [line[0] for line in expected if line[0] != "–"]
    assert place == len(reached)
    corners = part(shown, "polyline.lj")["points"].split()
    assert len(corners) == len(reached) + 1
    assert part(shown, "circle.dot")["cx"] == corners[-1].split(",")[0]
    assert expected[-1][0] == "–"


def test_who_took_part_is_counted_once_a_webinar_has_begun(
    client: FlaskClient, session: Session, series: Series
) -> None:
    places = seated(rows_of(session, series.webinars[0]))
    shown = figures_of(page(client, URL.replace("w2", "w0")))
    assert shown["Took part"] == joined(session, places) > 0


def test_every_number_of_a_series_follows_from_its_rows(
    client: FlaskClient, session: Session, series: Series
) -> None:
    rows = rows_of(session, *series.webinars)
    places = seated(rows)

    shown = page(client, SERIES_URL)

    assert figures_of(shown) == {
        "People": len({each.attendee_id for each in places}),
        "Places taken": len(places),
        "Registrations": len(rows),
        "Cancelled": counted(rows, lambda each: each.state.value)["cancelled"],
        "Took part": joined(session, places),
    }
    check_breakdowns(shown, places)
    topics = [topic.names["en"] for each in places for topic in each.webinar.topics]
    assert numbers_of(shown, "By topic") == {name: topics.count(name) for name in topics}
    regions = ["Saxony", "Wallonia", "Elsewhere"]
    table = list(table_of(shown, "Places taken at each webinar").values())
    for webinar, cells in zip([*series.webinars, None], table, strict=True):
        own = [each for each in places if webinar in (each.webinar, None)]
        by_region = counted(own, region_name)
        assert cells == [*(str(by_region.get(name, 0)) for name in regions), str(len(own))]


def test_charts_have_a_name_a_text_and_the_numbers_of_their_table(
    client: FlaskClient, series: Series
) -> None:
    shown = page(client, URL)
    charts = shown.select("svg[role=img]")
    assert len(charts) == 6
    for chart in charts:
        named = [shown.find(id=name) for name in str(chart["aria-labelledby"]).split()]
        assert [each.name for each in named] == ["title", "desc"]
        assert all(each.get_text(strip=True) for each in named)
    drawn = [each.get_text() for each in charts[1].select("text.strong")]
    assert drawn == [cells[0] for cells in table_of(shown, "By region").values()][:-1]


def test_without_registrations_nothing_is_drawn(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    shown = page(client, f"/en/organiser/webinars/{webinar.key}/numbers")
    assert "Nobody has registered yet" in text_of(shown)
    assert not shown.select("svg[role=img]")
    assert "Nobody has registered yet" in text_of(
        page(client, f"/en/organiser/series/{webinar.series.key}/numbers")
    )


def test_the_number_of_statements_does_not_grow_with_people_or_webinars(
    client: FlaskClient, session: Session, series: Series, now: Any
) -> None:
    urls = (URL, SERIES_URL, f"{SERIES_URL}/report")
    page(client, URL)
    with recorded_statements() as before:
        for url in urls:
            page(client, url)
    for days in range(3):
        start = (now - timedelta(days=50 + days)).replace(tzinfo=None)
        added = make_webinar(session, series=series, local_start=start)
        for _ in range(5):
            make_registration(session, webinar=added)
    with recorded_statements() as after:
        for url in urls:
            page(client, url)
    assert len(after) == len(before)


def test_webinars_of_the_partner_alone_are_not_counted(
    client: FlaskClient, session: Session, signed_in: Any
) -> None:
    host, partner = make_hosts(session)
    series = make_series(session, key="counted")
    own = make_webinar(session, series=series, hosts=[host])
    other = make_webinar(session, series=series, hosts=[partner])
    make_webinar(session, series=series, hosts=[host], state=WebinarState.DRAFT)
    for webinar in (own, other, other):
        make_registration(session, webinar=webinar)
    signed_in(Role.VIEWER)

    shown = page(client, SERIES_URL)

    assert figures_of(shown)["Places taken"] == 1
    assert len(table_of(shown, "Places taken at each webinar")) == 2
    assert "that all hosts hold together: 0 of 2" in text_of(page(client, f"{SERIES_URL}/report"))


def test_the_tab_and_the_series_lead_to_the_numbers(client: FlaskClient, series: Series) -> None:
    assert page(client, URL).select_one("nav.tabs [aria-current=page]").get_text() == "Numbers"
    links = [str(link["href"]) for link in page(client, "/en/organiser/series").select("a")]
    assert SERIES_URL in links


def test_who_works_for_another_host_finds_no_numbers(client: FlaskClient, session: Session) -> None:
    host, partner = make_hosts(session)
    series = make_series(session, key="counted", hosts=[host])
    make_webinar(session, key="w2", series=series, hosts=[host])
    make_session(session, make_organiser(session, {partner: Role.OWNER}), "token of partner")
    sign_in(client, "partner")
    for url in (URL, SERIES_URL, f"{SERIES_URL}/report", f"{SERIES_URL}.csv"):
        assert client.get(url).status_code == 404
