"""The join page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_registration
from tests.support.pages import page, text_of
from tests.support.signups import coming
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import WebinarState
from webinars.queries.registrations import join_token
from webinars.web.attendee.join import JoinState, join_state

MINUTE = 1 / 24 / 60


def url_of(registration: Registration) -> str:
    return f"/en/join/{join_token(registration)}"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (12.1, "12 days"),
        (0.5 + MINUTE / 2, "12 hours"),
        (30.5 * MINUTE, "31 minutes"),
        (0.5 * MINUTE, "1 minute"),
    ],
)
def test_before_the_start_the_page_counts_in_words(
    client: FlaskClient, session: Session, days: float, words: str
) -> None:
    registration = make_registration(session, webinar=coming(session, days))
    countdown = text_of(page(client, url_of(registration)), ".countdown")
    assert countdown == f"{words} until the start"


@pytest.mark.parametrize("days", [3, 5 * MINUTE, -5 * MINUTE])
def test_until_the_end_the_page_says_where_the_way_in_will_stand(
    client: FlaskClient, session: Session, days: float
) -> None:
    registration = make_registration(session, webinar=coming(session, days))
    text = text_of(page(client, url_of(registration)))
    assert "This page shows the way into the meeting as soon as the hosts have entered it." in text
    assert text.count("Questions? Write to") == 1


def test_after_the_end_the_page_says_so(client: FlaskClient, session: Session) -> None:
    registration = make_registration(session, webinar=coming(session, -1))
    text = text_of(page(client, url_of(registration)))
    assert "The webinar ended at" in text
    assert "way into the meeting" not in text


def test_on_the_waiting_list_the_page_says_so_and_counts_nothing(
    client: FlaskClient, session: Session
) -> None:
    waiting = RegistrationState.WAITING
    registration = make_registration(session, webinar=coming(session), state=waiting)
    soup = page(client, url_of(registration))
    assert "You are still on the waiting list" in text_of(soup)
    assert not soup.select(".countdown")


def test_a_cancelled_webinar_and_a_released_place_are_told(
    client: FlaskClient, session: Session
) -> None:
    gone = make_registration(session, webinar=coming(session, state=WebinarState.CANCELLED))
    assert "has been cancelled" in text_of(page(client, url_of(gone)))
    state = RegistrationState.CANCELLED
    released = make_registration(session, webinar=coming(session), state=state)
    assert "You cancelled on" in text_of(page(client, url_of(released)))


def test_the_page_names_nobody_because_calendars_are_shared(
    client: FlaskClient, session: Session
) -> None:
    registration = make_registration(session, webinar=coming(session))
    body = client.get(url_of(registration)).get_data(as_text=True)
    attendee = registration.attendee
    for private in (attendee.email, attendee.given_name, attendee.organisation_name, "/my/"):
        assert private not in body


def test_a_new_generation_ends_the_old_link(client: FlaskClient, session: Session) -> None:
    registration = make_registration(session, webinar=coming(session))
    url = url_of(registration)
    registration.attendee.generation += 1
    session.commit()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-11, JoinState.AHEAD),
        (-1, JoinState.AHEAD),
        (0, JoinState.LIVE),
        (74, JoinState.LIVE),
        (75, JoinState.OVER),
    ],
)
def test_the_state_changes_at_the_minute(
    session: Session, minutes: int, expected: JoinState
) -> None:
    registration = make_registration(session, webinar=coming(session))
    now = registration.webinar.starts_at + timedelta(minutes=minutes)
    assert join_state(registration, now) == expected
