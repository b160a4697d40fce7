"""Ending the place of one person, and giving one out of order."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_hosts, make_invitation, make_registration
from tests.factories import make_webinar as make_any_webinar
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.world import sign_in
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

WAITING, CONFIRMED = RegistrationState.WAITING, RegistrationState.CONFIRMED
CANCELLED = RegistrationState.CANCELLED
URL = "/en/organiser/webinars/joint/people"


@pytest.fixture
def people(session: Session, client: FlaskClient) -> list[Registration]:
    """One seat: Ana has it, Bo and Cy wait for it."""
    host = make_hosts(session)[0]
    for name, role in (("editor", Role.EDITOR), ("viewer", Role.VIEWER)):
        make_session(session, make_organiser(session, {host: role}), f"token of {name}")
    sign_in(client, "editor")
    webinar = make_any_webinar(session, key="joint", capacity=1)
    made = [
        make_registration(
            session,
            webinar=webinar,
            attendee=make_attendee(session, given_name=name, family_name="Example"),
            state=state,
        )
        for name, state in (("Ana", CONFIRMED), ("Bo", WAITING), ("Cy", WAITING))
    ]
    make_invitation(session, made[0])
    return made


def act(client: FlaskClient, registration: Registration, what: str, status: int = 303) -> str:
    """Press the button of the page; return what the page said before."""
    url = f"{URL}/{registration.id}/{what}"
    shown = page(client, url)
    assert client.post(url, data=form_fields(shown)).status_code == status
    return text_of(shown)


def states(session: Session) -> list[RegistrationState]:
    session.rollback()
    return list(session.scalars(select(Registration.state).order_by(Registration.id)))


def told(session: Session) -> list[tuple[MessageKind, int]]:
    session.rollback()
    rows = session.execute(select(Message.kind, Message.subject_id).order_by(Message.id))
    return [(row.kind, row.subject_id) for row in rows]


def audited(session: Session) -> list[tuple[str, int | None]]:
    session.rollback()
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.action, row.subject_id) for row in rows]


def test_cancelling_a_seat_says_whom_it_tells_and_the_first_who_waits_moves_up(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    ana, bo, _ = people

    said = act(client, ana, "cancel")

    assert "Cancel the place of Ana Example?" in said
    assert "The place goes to the first person on the waiting list" in said
    assert "This will send an e-mail to 2 people." in said
    assert states(session) == [CANCELLED, CONFIRMED, WAITING]
    assert told(session) == [(MessageKind.LEFT, ana.id), (MessageKind.MOVED_UP, bo.id)]
    assert audited(session) == [("registration.cancelled", ana.id)]
    assert (ana.declined_at is None, ana.was_declined) == (False, False)
    token = derive(
        current_settings().link_key, Purpose.MY_PAGE, ana.attendee_id, ana.attendee.generation
    )
    shown = text_of(page(client, f"/en/my/{token}"))
    assert "Cancelled by the team on" in shown
    assert "could not give you a place" not in shown


def test_cancelling_twice_is_cancelling_once(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    cy = people[2]
    url = f"{URL}/{cy.id}/cancel"
    shown = page(client, url)
    assert "Take Cy Example off the waiting list?" in text_of(shown)
    assert "This will send an e-mail to 1 person." in text_of(shown)

    assert client.post(url, data=form_fields(shown)).status_code == 303
    again = client.post(url, data=form_fields(shown))

    assert again.status_code == 409
    assert "Nothing was changed or sent" in text_of(parsed(again), "[role=alert]")
    assert "There is nothing to cancel" in text_of(parsed(again))
    assert states(session) == [CONFIRMED, WAITING, CANCELLED]
    assert told(session) == [(MessageKind.LEFT, cy.id)]
    assert audited(session) == [("registration.cancelled", cy.id)]
    assert "There is nothing to cancel" in text_of(page(client, url))


def test_a_place_for_one_person_is_added_only_when_the_page_has_said_so(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    cy = people[2]
    url = f"{URL}/{cy.id}/promote"
    fields = form_fields(page(client, url))
    without = {name: value for name, value in fields.items() if name != "more_seats"}

    refused = client.post(url, data=without)
    assert refused.status_code == 409
    assert "Nothing was changed or sent" in refused.get_data(as_text=True)
    assert states(session) == [CONFIRMED, WAITING, WAITING]

    said = act(client, cy, "promote")
    assert "The number of places rises from 1 to 2." in said
    assert "ahead of everybody who has waited longer" in said
    assert "This will send an e-mail to 1 person." in said
    assert states(session) == [CONFIRMED, WAITING, CONFIRMED]
    webinar = session.scalars(select(Webinar)).one()
    assert (webinar.capacity, webinar.seats_taken) == (2, 2)
    assert told(session) == [(MessageKind.MOVED_UP, cy.id)]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.details["seats_added"]) == ("registration.promoted", 1)


def test_a_free_place_is_given_without_adding_one(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    people[0].webinar.capacity = 2
    session.commit()

    said = act(client, people[2], "promote")

    assert "The number of places rises" not in said
    assert states(session) == [CONFIRMED, WAITING, CONFIRMED]
    session.rollback()
    assert session.scalars(select(Webinar.capacity)).one() == 2


@pytest.mark.parametrize("what", ["cancel", "promote"])
def test_nothing_can_be_done_once_the_webinar_is_over_or_cancelled(
    client: FlaskClient, session: Session, people: list[Registration], now: datetime, what: str
) -> None:
    url = f"{URL}/{people[1].id}/{what}"
    fields = form_fields(page(client, url))
    webinar = people[0].webinar
    before = webinar.ends_at
    for values in ({"state": WebinarState.CANCELLED}, {"ends_at": now - timedelta(1)}):
        webinar.state, webinar.ends_at = WebinarState.PUBLISHED, before
        for name, value in values.items():
            setattr(webinar, name, value)
        session.commit()
        assert page(client, url).select("main form") == []
        assert client.post(url, data=fields).status_code == 409
        assert page(client, URL).select("tbody td a") == []
    assert states(session) == [CONFIRMED, WAITING, WAITING]
    assert told(session) == []


def test_the_list_links_to_what_can_be_done_for_those_who_may(
    client: FlaskClient, people: list[Registration]
) -> None:
    links = [link.get_text(" ", strip=True) for link in page(client, URL).select("tbody a")]
    names = ["Ana Example", "Bo Example", "Cy Example"]
    assert sorted(set(links) - set(names)) == [
        "Cancel Ana Example",
        "Cancel Bo Example",
        "Cancel Cy Example",
        "Give a place Bo Example",
        "Give a place Cy Example",
    ]
    sign_in(client, "viewer")
    left = [link.get_text(" ", strip=True) for link in page(client, URL).select("tbody a")]
    assert sorted(left) == names


def test_a_person_of_another_webinar_is_not_found_there(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    stranger = make_registration(session)
    for what in ("cancel", "promote"):
        assert client.get(f"{URL}/{stranger.id}/{what}").status_code == 404
        assert client.get(f"{URL}/99999999999999999999/{what}").status_code == 404
