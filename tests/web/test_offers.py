"""An offer of a place on the pages: the person answers it, the team sees it and takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_hosts, make_registration
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.signups import coming
from tests.support.world import sign_in
from webinars.clock import now
from webinars.jobs import lapse
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.models.registration import Registration, RegistrationState
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING
OFFERED, CANCELLED = RegistrationState.OFFERED, RegistrationState.CANCELLED
PEOPLE = "/en/organiser/webinars/w1/people"


@pytest.fixture
def people(client: FlaskClient, session: Session) -> list[Registration]:
    """Ana is offered the one seat, Bo and Cy wait for it."""
    host = make_hosts(session)[0]
    make_session(session, make_organiser(session, {host: Role.EDITOR}), "token of editor")
    sign_in(client, "editor")
    webinar = coming(session, key="w1", capacity=1, offer_hours=24)
    made = [
        make_registration(
            session,
            webinar=webinar,
            attendee=make_attendee(session, given_name=name, family_name="Example"),
            state=state,
        )
        for name, state in (("Ana", OFFERED), ("Bo", WAITING), ("Cy", WAITING))
    ]
    made[0].offered_until = now() + timedelta(hours=24)
    made[0].offers = webinar.seats_taken = 1
    session.commit()
    return made


def my_page(registration: Registration) -> str:
    token = derive(current_settings().link_key, Purpose.MY_PAGE, registration.attendee_id, 1)
    return f"/en/my/{token}"


def answer(client: FlaskClient, registration: Registration, decision: str) -> str:
    """Press a button of the offer; return what my page says then."""
    url = f"{my_page(registration)}/offers/{registration.id}"
    fields = {**form_fields(page(client, url)), "decision": decision}
    response = client.post(url, data=fields)
    assert response.status_code == 303
    return text_of(page(client, str(response.headers["Location"])))


def states(session: Session) -> list[RegistrationState]:
    session.rollback()
    return list(session.scalars(select(Registration.state).order_by(Registration.id)))


def test_my_page_shows_the_offer_and_only_a_button_accepts_it(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    ana, bo, _ = people
    url = f"{my_page(ana)}/offers/{ana.id}"
    shown = page(client, my_page(ana))
    assert "A place is held for you until" in text_of(shown)
    assert shown.select(f"a[href$='/offers/{ana.id}']")
    assert "It is held until" in text_of(page(client, url))
    assert states(session) == [OFFERED, WAITING, WAITING]
    assert client.get(f"{my_page(bo)}/offers/{ana.id}").status_code == 404
    assert page(client, f"{my_page(bo)}/offers/{bo.id}").select("main form") == []

    assert "The place is yours." in answer(client, ana, "accept")

    assert states(session) == [CONFIRMED, WAITING, WAITING]
    again = page(client, url)
    assert "The place is yours already." in text_of(again)
    assert again.select("main form") == []


def test_declining_ends_the_registration_and_offers_the_place_to_the_next(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    assert "Your place has been released." in answer(client, people[0], "decline")
    assert states(session) == [CANCELLED, OFFERED, WAITING]


def test_the_worker_passes_an_overdue_offer_on(
    app: Flask, session: Session, people: list[Registration]
) -> None:
    people[0].offered_until = now()
    session.commit()

    lapse(app)
    lapse(app)

    assert states(session) == [WAITING, OFFERED, WAITING]


def test_the_team_sees_the_offer_and_takes_it_back(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    ana, bo, _ = people
    shown = page(client, PEOPLE)
    assert "Place offered until" in text_of(shown, "tbody")
    assert "Places offered" in text_of(shown, ".figures")
    assert len(page(client, f"{PEOPLE}?state=offered").select("tbody tr")) == 1

    url = f"{PEOPLE}/{ana.id}/withdraw"
    told = page(client, url)
    assert "This will send an e-mail to 2 people." in text_of(told)
    assert client.post(url, data=form_fields(told)).status_code == 303
    again = client.post(url, data=form_fields(told))
    assert again.status_code == 409
    assert "Nothing was changed or sent" in text_of(parsed(again), "[role=alert]")

    assert states(session) == [WAITING, OFFERED, WAITING]
    assert "after an offer that ended on" in text_of(page(client, f"{PEOPLE}/{ana.id}"))
    assert "There is nothing to withdraw" in text_of(page(client, url))
    kinds = session.scalars(select(Message.kind).order_by(Message.id)).all()
    assert kinds == [MessageKind.OFFER_LAPSED, MessageKind.OFFERED]
    assert "offer.withdrawn" in session.scalars(select(AuditEntry.action)).all()
    told = page(client, f"{PEOPLE}/{bo.id}/promote")
    assert "there is nothing to accept any more" in text_of(told)
    client.post(f"{PEOPLE}/{bo.id}/promote", data=form_fields(told))
    assert states(session) == [WAITING, CONFIRMED, WAITING]
    session.rollback()
    assert session.get_one(Registration, bo.id).webinar.seats_taken == 1


def test_the_editor_takes_hours_from_1_to_168_or_none(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    url = "/en/organiser/webinars/w1/edit"
    fields = form_fields(page(client, url))
    assert fields["offer_hours"] == ["24"]
    for typed in ("0", "169", "a day"):
        response = client.post(url, data={**fields, "offer_hours": typed})
        assert "Write a whole number from 1 to 168." in response.get_data(as_text=True)
    assert client.post(url, data={**fields, "offer_hours": ""}).status_code == 303
    session.rollback()
    assert session.get_one(Registration, people[0].id).webinar.offer_hours == 0
    assert "Free places are offered" not in text_of(page(client, "/en/organiser/webinars/w1"))
