"""A programme with many people, and its numbers counted from their rows one by one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup, Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_hosts,
    make_registration,
    make_series,
    make_signup,
    make_topic,
    make_webinar,
)
from tests.support.reminders import make_attendance
from tests.support.saving import together
from webinars.models.organisation import OrganisationKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.series import Series
from webinars.models.signup import SignUpState
from webinars.models.webinar import Webinar
from webinars.rules.small_groups import is_small

PLACES = (("saxony", "DE"), ("saxony", "DE"), ("wallonia", "BE"), ("", "DE"), ("", "FR"))
STATES = ("confirmed", "confirmed", "confirmed", "confirmed", "waiting", "cancelled", "requested")
SOURCES = ("", "", "tweed.be/embed", "linkedin")
CONFIRMED = RegistrationState.CONFIRMED


def make_programme(session: Session, now: Any, seed: int, people: int = 60) -> Series:
    """Make a series with four webinars, two of them past, and people of every kind at them."""
    chance = random.Random(seed)  # noqa: S311 - an example, not a secret
    with together(session):
        hosts, topics = list(make_hosts(session)), [make_topic(session) for _ in range(2)]
        series = make_series(session, key="counted", hosts=hosts)
        webinars = [
            make_webinar(
                session,
                key=f"w{number}",
                series=series,
                local_start=(now + timedelta(days=days)).replace(tzinfo=None),
                capacity=300,
                topics=chance.sample(topics, chance.randint(1, 2)),
            )
            for number, days in enumerate((-30, -9, 5, 40))
        ]
        for _ in range(people):
            _make_somebody(session, chance, webinars, now)
    return series


def _make_somebody(
    session: Session, chance: random.Random, webinars: list[Webinar], now: Any
) -> None:
    region, country = chance.choice(PLACES)
    attendee = make_attendee(
        session,
        region=region,
        country=country,
        organisation_kind=chance.choice(list(OrganisationKind)[:3]),
        language=chance.choice(("de", "fr", "en")),
    )
    for webinar in chance.sample(webinars, chance.randint(1, 3)):
        registration = make_registration(
            session,
            webinar=webinar,
            attendee=attendee,
            state=RegistrationState(chance.choice(STATES)),
            created_at=min(now, webinar.starts_at) - timedelta(hours=chance.randint(0, 1500)),
            source=chance.choice(SOURCES),
        )
        if webinar.starts_at < now and chance.random() < 0.6:
            make_attendance(session, registration)
    make_signup(
        session,
        webinars=[chance.choice(webinars)],
        created_at=now - timedelta(days=chance.randint(0, 12), minutes=1),
        state=chance.choice(list(SignUpState)),
    )


def rows_of(session: Session, *webinars: Webinar) -> list[Registration]:
    """Return the registrations for these webinars."""
    return [each for each in session.scalars(select(Registration)) if each.webinar in webinars]


def seated(rows: Iterable[Registration]) -> list[Registration]:
    """Return those that hold a place."""
    return [each for each in rows if each.state == CONFIRMED]


def counted(rows: Iterable[Registration], of: Callable[[Registration], str]) -> dict[str, int]:
    """Count rows by something."""
    return dict(Counter(map(of, rows)))


def region_name(registration: Registration) -> str:
    """Return the English name of the region of somebody."""
    names = {"saxony": "Saxony", "wallonia": "Wallonia"}
    return names.get(registration.attendee.region, "Elsewhere")


def table_of(page: BeautifulSoup, title: str) -> dict[str, list[str]]:
    """Return the cells of the table with this caption, by the title of the row."""
    (table,) = (
        found for found in page.select("table") if found.caption.get_text(strip=True) == title
    )
    return {_title(row): _cells(row) for row in table.select("tbody tr, tfoot tr")}


def numbers_of(page: BeautifulSoup, title: str) -> dict[str, int]:
    """Return the first number of each row of a table that is not 0, the sum left out."""
    cells = {name: int(found[0]) for name, found in table_of(page, title).items()}
    return {name: number for name, number in cells.items() if number and name != "Total"}


def figures_of(page: BeautifulSoup) -> dict[str, int]:
    """Return the large numbers of a page."""
    return {
        figure.dt.get_text(strip=True): int(figure.dd.get_text(strip=True))
        for figure in page.select(".figure")
    }


def small_cells(page: BeautifulSoup) -> list[str]:
    """Return the cells of a page that tell of a small group."""
    cells = [cell.get_text(strip=True) for cell in page.select("td")]
    return [cell for cell in cells if cell.isdigit() and is_small(int(cell))]


def _title(row: Tag) -> str:
    return row.th.get_text(strip=True)


def _cells(row: Tag) -> list[str]:
    return [cell.get_text(strip=True) for cell in row.select("td")]
