"""The join page."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_registration
from tests.support.pages import form_token, page, parsed, post, text_of
from tests.support.signups import coming
from webinars.models.attendance import Attendance
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import WebinarState
from webinars.queries.registrations import join_token
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive
from webinars.web.headers import HEADERS

MINUTE = 1 / 24 / 60

ROOM = {
    "meeting_url": "https://meet.example.org/only-for-those-registered",
    "meeting_passcode": "only-4711",
}


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


@pytest.mark.parametrize("days", [3, 11 * MINUTE])
def test_before_the_room_opens_the_page_says_when_and_shows_no_button(
    client: FlaskClient, session: Session, days: float
) -> None:
    registration = make_registration(session, webinar=coming(session, days, **ROOM))
    soup = page(client, url_of(registration))
    opening = registration.webinar.starts_at - timedelta(minutes=10)
    assert f"The room opens at {opening:%H:%M}." in text_of(soup)
    assert not soup.select("main form")
    assert soup.select_one("[data-opens-in]") is not None


@pytest.mark.parametrize("days", [10 * MINUTE, 5 * MINUTE, -5 * MINUTE, -74 * MINUTE])
def test_while_the_room_is_open_one_button_leads_in(
    client: FlaskClient, session: Session, days: float
) -> None:
    registration = make_registration(session, webinar=coming(session, days, **ROOM))
    soup = page(client, url_of(registration))
    assert [each.get_text() for each in soup.select("main button")] == ["Join the webinar"]
    assert "The webinar runs on meet.example.org." in text_of(soup)
    assert ("The webinar began at" in text_of(soup)) is (days < 0)
    assert not soup.select("[data-opens-in]")


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "http://meet.example.org/x"])
def test_without_a_usable_address_the_page_says_whom_to_ask(
    client: FlaskClient, session: Session, address: str
) -> None:
    webinar = coming(session, 5 * MINUTE, meeting_url=address)
    registration = make_registration(session, webinar=webinar)
    soup = page(client, url_of(registration))
    assert "The hosts have not entered the way into the meeting yet." in text_of(soup)
    assert soup.select('main a[href^="mailto:"]')
    assert not soup.select("main form")


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


def test_pressing_the_button_is_remembered_and_leads_to_the_meeting(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    webinar = coming(session, 5 * MINUTE, meeting_url=ROOM["meeting_url"])
    registration = make_registration(session, webinar=webinar)
    answer = post(client, url_of(registration))
    soup = parsed(answer)
    link = soup.select_one("main a.button")
    assert link is not None
    assert link["href"] == ROOM["meeting_url"]
    refresh = soup.select_one('meta[http-equiv="refresh"]')
    assert refresh is not None
    assert refresh["content"] == f"0; url={ROOM['meeting_url']}"
    attendance = session.scalars(select(Attendance)).one()
    assert (attendance.registration_id, attendance.joined_at) == (registration.id, now)


def test_only_the_answer_that_leaves_sends_no_referrer(
    client: FlaskClient, session: Session
) -> None:
    registration = make_registration(session, webinar=coming(session, 5 * MINUTE, **ROOM))
    url = url_of(registration)
    assert client.get(url).headers["Referrer-Policy"] == "same-origin"
    answer = post(client, url)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_passcode_stays_on_the_page_until_it_has_been_read(
    client: FlaskClient, session: Session
) -> None:
    registration = make_registration(session, webinar=coming(session, 5 * MINUTE, **ROOM))
    soup = parsed(post(client, url_of(registration)))
    field = soup.select_one("input[readonly]")
    assert field is not None
    assert field["value"] == ROOM["meeting_passcode"]
    assert not soup.select('meta[http-equiv="refresh"]')
    assert soup.select('main a.button[target="_blank"][rel~="noreferrer"]')


REGISTERED, PUBLISHED = RegistrationState.CONFIRMED, WebinarState.PUBLISHED


@pytest.mark.parametrize(
    ("registered", "published", "days", "let_in"),
    [
        (REGISTERED, PUBLISHED, 10 * MINUTE, True),
        (REGISTERED, PUBLISHED, -74 * MINUTE, True),
        (REGISTERED, PUBLISHED, 10.1 * MINUTE, False),
        (REGISTERED, PUBLISHED, -75 * MINUTE, False),
        (RegistrationState.WAITING, PUBLISHED, 0, False),
        (RegistrationState.CANCELLED, PUBLISHED, 0, False),
        (REGISTERED, WebinarState.CANCELLED, 0, False),
        (REGISTERED, WebinarState.DRAFT, 0, False),
    ],
)
def test_the_meeting_is_told_to_nobody_but_holders_of_a_seat_in_time(
    client: FlaskClient,
    session: Session,
    registered: RegistrationState,
    published: WebinarState,
    days: float,
    let_in: bool,
) -> None:
    webinar = coming(session, days, state=published, **ROOM)
    url = url_of(make_registration(session, webinar=webinar, state=registered))
    other = make_registration(session, webinar=coming(session, 0, **ROOM))
    token = form_token(page(client, url_of(other)))
    shown = client.get(url).get_data(as_text=True)
    answer = client.post(url, data={"csrf_token": token}, follow_redirects=True)
    told = answer.get_data(as_text=True)
    for secret in ROOM.values():
        assert secret not in shown
        assert (secret in told) is let_in
    assert (session.scalar(select(func.count()).select_from(Attendance)) == 1) is let_in


def test_no_page_but_the_answer_to_the_button_tells_where_the_meeting_is(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    webinar = coming(session, 5 * MINUTE, **ROOM)
    registration = make_registration(session, webinar=webinar)
    person = registration.attendee
    mine = derive(current_settings().link_key, Purpose.MY_PAGE, person.id, person.generation)
    paths = [url_of(registration), f"/en/my/{mine}", f"/en/webinars/{webinar.key}", "/en/"]
    for path in (*paths, f"/en/series/{webinar.series.key}"):
        shown = client.get(path)
        assert shown.status_code == 200
        for secret in ROOM.values():
            assert secret not in shown.get_data(as_text=True), path
