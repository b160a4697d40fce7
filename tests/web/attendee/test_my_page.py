"""My page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_registration
from tests.support.pages import page, text_of
from tests.support.signups import coming
from webinars.models.attendee import Attendee
from webinars.models.registration import RegistrationState
from webinars.models.webinar import WebinarState
from webinars.queries.registrations import join_token


@pytest.fixture
def attendee(session: Session) -> Attendee:
    return make_attendee(session)


def test_the_page_shows_each_registration_with_its_state(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    held = make_registration(session, attendee=attendee, webinar=coming(session, 1))
    full = coming(session, 2)
    make_registration(session, webinar=full, state=RegistrationState.WAITING)
    waiting = {"webinar": full, "state": RegistrationState.WAITING}
    make_registration(session, attendee=attendee, **waiting)
    off = {"state": RegistrationState.CANCELLED, "cancelled_at": datetime(2026, 11, 2, tzinfo=UTC)}
    make_registration(session, attendee=attendee, webinar=coming(session, 3), **off)
    gone = coming(session, 4, state=WebinarState.CANCELLED)
    make_registration(session, attendee=attendee, webinar=gone)
    soup = page(client, url)
    states = [state.get_text() for state in soup.select(".stop .state")]
    assert states == [
        "Place reserved",
        "Waiting list, position 2",
        "You cancelled on Monday 2 November 2026",
        "Cancelled",
    ]
    assert soup.select(f'a[href="/en/join/{join_token(held)}"]')
    assert len(soup.select('a[href^="/en/join/"]')) == 1


def test_the_next_webinar_has_the_one_filled_button(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    for days in (1, 2):
        make_registration(session, attendee=attendee, webinar=coming(session, days))
    filled = page(client, url).select(".stop .button:not(.second, .quiet)")
    assert len(filled) == 1
    assert filled[0].find_parent(attrs={"data-state": "next"}) is not None


def test_webinars_that_are_over_stand_apart_without_a_way_in(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    webinar = coming(session, -3)
    make_registration(session, attendee=attendee, webinar=webinar)
    soup = page(client, url)
    assert webinar.titles["en"] in text_of(soup, ".timetable")
    assert not soup.select('a[href^="/en/join/"]')


def test_without_registrations_the_page_leads_to_the_programme(
    client: FlaskClient, url: str
) -> None:
    soup = page(client, url)
    assert "You have no registrations at present." in text_of(soup)
    assert soup.select('.empty a[href="/en/"]')


def test_the_page_shows_nothing_of_other_people(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    webinar = coming(session)
    other = make_attendee(session, given_name="Alex", family_name="Muster")
    make_registration(session, attendee=other, webinar=webinar)
    soup = page(client, url)
    assert "Muster" not in text_of(soup)
    assert webinar.titles["en"] not in text_of(soup)


def test_the_page_says_that_its_link_is_personal_and_is_never_indexed_or_kept(
    client: FlaskClient, attendee: Attendee, url: str
) -> None:
    answer = client.get(url)
    assert answer.headers["Cache-Control"] == "no-store"
    soup = page(client, url)
    assert "The link to this page is personal" in text_of(soup)
    assert soup.select('meta[name="robots"][content="noindex"]')


def test_raising_the_generation_ends_the_old_link_at_once(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    attendee.generation += 1
    session.commit()
    assert client.get(url).status_code == 404


def test_looking_at_the_page_changes_nothing(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    registration = make_registration(session, attendee=attendee, webinar=coming(session))
    before = (registration.state, registration.confirmed_at)
    for _ in range(3):
        client.get(url)
        client.head(url)
    session.refresh(registration)
    assert (registration.state, registration.confirmed_at) == before
