"""Registering for every future date of a series, and ending that, as a person does it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_registration, make_series
from tests.support.pages import form_fields, page, post, text_of
from tests.support.signups import coming, send, sign_ups
from tests.support.standing import make_standing
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind
from webinars.models.series import Series
from webinars.models.standing import StandingRegistration
from webinars.settings import Settings
from webinars.tokens import Purpose, derive

URL = "/en/series/energy/register"


@pytest.fixture
def series(session: Session) -> Series:
    made = make_series(session, key="energy")
    coming(session, series=made, key="w1")
    return made


def standing(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.scalars(select(StandingRegistration).order_by(StandingRegistration.id))
    return [(row.attendee.email, row.series.key) for row in rows]


def page_of(settings: Settings, attendee: Attendee) -> str:
    return f"/en/my/{derive(settings.link_key, Purpose.MY_PAGE, attendee.id, 1)}"


def test_choosing_every_future_date_is_named_at_the_button_and_stands_on_my_page(
    client: FlaskClient, session: Session, series: Series, settings: Settings
) -> None:
    assert send(client, URL, every_date="y").status_code == 303
    assert form_fields(page(client, f"{URL}?correct=1"))["every_date"] == ["y"]
    (signup,) = sign_ups(session)
    confirm = f"/en/confirm/{derive(settings.link_key, Purpose.CONFIRM, signup.id, 1)}"
    assert "every future date of ‘" in text_of(page(client, confirm))

    mine = post(client, confirm).location

    assert standing(session) == [("kim@example.org", "energy")]
    soup = page(client, mine)
    assert soup.select_one("#standing") is not None
    assert f'action="{mine}/every-date/energy"' in str(soup)


def test_a_form_without_the_tick_registers_for_the_dates_chosen_only(
    client: FlaskClient, session: Session, series: Series
) -> None:
    send(client, URL)

    (signup,) = sign_ups(session)
    assert signup.standing_series == []


def test_one_press_on_my_page_ends_it_and_keeps_what_there_is(
    client: FlaskClient, session: Session, series: Series, settings: Settings
) -> None:
    person = make_attendee(session)
    make_registration(session, webinar=series.webinars[0], attendee=person)
    make_standing(session, person, series)
    mine = page_of(settings, person)

    answer = post(client, f"{mine}/every-date/energy")

    assert answer.location == mine
    assert standing(session) == []
    soup = page(client, mine)
    assert "What you are registered for already stays as it is." in text_of(soup)
    assert soup.select_one("#standing") is None
    assert "Place reserved" in text_of(soup)


def test_opening_the_link_of_a_mail_changes_nothing(
    client: FlaskClient, session: Session, series: Series, settings: Settings
) -> None:
    person = make_attendee(session)
    make_standing(session, person, series)
    url = f"{page_of(settings, person)}/every-date/energy"

    assert "Do you no longer want" in text_of(page(client, url))
    assert standing(session) == [(person.email, "energy")]
    post(client, url)
    assert "There is nothing more to do." in text_of(page(client, url))


def test_who_has_all_dates_already_still_gets_the_button_for_the_further_ones(
    client: FlaskClient, session: Session, series: Series
) -> None:
    person = make_attendee(session, email="kim@example.org")
    make_registration(session, webinar=series.webinars[0], attendee=person)

    send(client, URL, every_date="y")
    make_standing(session, person, series)
    send(client, URL, every_date="y")

    session.rollback()
    kinds = session.scalars(select(Message.kind).order_by(Message.id)).all()
    assert kinds == [MessageKind.CONFIRM_ADDRESS, MessageKind.ALREADY_REGISTERED]
