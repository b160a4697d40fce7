"""A further host of what is online, as the teams that ask and are asked see it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_hosts,
    make_message,
    make_registration,
    make_signup,
    make_webinar,
    texts,
)
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import form_fields, page, text_of
from tests.support.world import sign_in
from webinars import clock
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Role
from webinars.models.proposal import Proposal
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar, webinar_hosts

DESK = "/en/organiser"
ALONE = f"{DESK}/webinars/alone"
PUBLIC = "/en/webinars/alone"


@pytest.fixture
def webinar(session: Session) -> Webinar:
    """A webinar of Energy Saxony that is online; ours works for it, theirs for TWEED."""
    mine, partner = make_hosts(session)
    for name, host in (("ours", mine), ("theirs", partner)):
        make_session(session, make_organiser(session, {host: Role.EDITOR}), f"token of {name}")
    return make_webinar(session, key="alone", hosts=[mine], titles=texts("Heat"))


def press(client: FlaskClient, place: str, act: str = "") -> str:
    """Press the button that leads to this act; return what the next page says."""
    fields = form_fields(
        page(client, place), f'main form[action$="/{act}"]' if act else "main form"
    )
    answer = client.post(f"{place}/{act}" if act else place, data=fields)
    assert answer.status_code == 303
    return text_of(page(client, answer.headers["Location"]))


def said_at(client: FlaskClient, place: str) -> str:
    answer = client.get(place)
    assert answer.status_code == 200, place
    return answer.get_data(as_text=True)


def _make_failed(session: Session, registration: Registration) -> None:
    make_message(
        session,
        kind=MessageKind.REGISTERED,
        subject_type=Subject.REGISTRATION,
        subject_id=registration.id,
        attendee_id=registration.attendee_id,
        recipient=registration.attendee.email,
        state=MessageState.FAILED,
        created_at=clock.now(),
    )


def test_a_host_is_proposed_accepts_and_is_named_from_then_on(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    early = make_attendee(session, family_name="Early")
    before = clock.now() - timedelta(hours=1)
    make_registration(session, webinar=webinar, attendee=early, created_at=before)
    sign_in(client, "ours")
    assert "Propose TWEED as a further host" in text_of(page(client, ALONE))
    said = text_of(page(client, f"{ALONE}/hosts/tweed"))
    assert "Before: Energy Saxony Proposed: Energy Saxony and TWEED" in said
    assert "these registrations stay with Energy Saxony" in said
    assert "This will send an e-mail to 1 person." in said
    assert "TWEED has not agreed yet." in press(client, f"{ALONE}/hosts/tweed")
    assert "waits for an answer" in text_of(page(client, f"{ALONE}/hosts/tweed"))

    sign_in(client, "theirs")
    assert "Energy Saxony proposes TWEED as a further host" in text_of(page(client, DESK))
    assert client.get(ALONE).status_code == 404
    assert client.get(f"{ALONE}/people").status_code == 404
    number = session.scalars(select(Proposal.id)).one()
    asked = page(client, f"{ALONE}/proposals/{number}")
    assert asked.select(f'main a[href="{PUBLIC}"]')
    assert not asked.select(f'main a[href="{ALONE}"]')
    named = {PUBLIC: '<h3 class="host-name">TWEED</h3>', f"{PUBLIC}/calendar.ics": "TWEED"}
    assert not any(words in said_at(client, place) for place, words in named.items())

    assert "The change holds." in press(client, f"{ALONE}/proposals/{number}", "agree")

    assert all(words in said_at(client, place) for place, words in named.items())
    people = text_of(page(client, f"{ALONE}/people"))
    assert "Early" not in people
    assert "You see who has registered since your host joined" in people
    sign_in(client, "ours")
    assert "Early" in text_of(page(client, f"{ALONE}/people"))
    refused = text_of(page(client, f"{ALONE}/agreement/names/energy-saxony"))
    assert "1 person has registered who was told of no other host" in refused
    assert "Cancel the webinar" in refused


def _join(session: Session, webinar: Webinar) -> datetime:
    """Let the other host join the webinar; return when it did, an hour ago."""
    joined_at = clock.now() - timedelta(hours=1)
    partner = make_hosts(session)[1]
    values = {"webinar_id": webinar.id, "host_id": partner.id, "joined_at": joined_at}
    session.execute(webinar_hosts.insert().values(values))
    return joined_at


def test_messages_and_reminders_name_nobody_to_a_host_that_joined_later(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    joined_at = _join(session, webinar)
    for name, minutes in (("early", -1), ("late", 1)):
        attendee = make_attendee(session, email=f"{name}@example.org")
        created_at = joined_at + timedelta(minutes=minutes)
        registration = make_registration(
            session, webinar=webinar, attendee=attendee, created_at=created_at
        )
        _make_failed(session, registration)
    session.commit()

    numbers = {row.recipient: row.id for row in session.scalars(select(Message))}
    for name, sees in (("theirs", False), ("ours", True)):
        sign_in(client, name)
        said = text_of(page(client, f"{ALONE}/messages"))
        assert "late@example.org" in said
        assert ("early@example.org" in said) is sees
        shown = client.get(f"{ALONE}/messages/{numbers['early@example.org']}")
        assert shown.status_code == (200 if sees else 404)


def test_who_registers_once_more_is_not_shown_to_a_host_that_joined_in_between(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    joined_at = _join(session, webinar)
    for name, minutes in (("early", -1), ("late", 1)):
        attendee = make_attendee(session, email=f"{name}@example.org")
        created_at = joined_at + timedelta(minutes=minutes)
        make_registration(session, webinar=webinar, attendee=attendee, created_at=created_at)
        signup = make_signup(session, email=attendee.email, webinars=[webinar])
        make_message(
            session,
            kind=MessageKind.ALREADY_REGISTERED,
            subject_type=Subject.SIGNUP,
            subject_id=signup.id,
            recipient=attendee.email,
            created_at=clock.now(),
        )
    session.commit()

    for name, sees in (("theirs", False), ("ours", True)):
        sign_in(client, name)
        said = text_of(page(client, f"{ALONE}/messages"))
        assert "late@example.org" in said
        assert ("early@example.org" in said) is sees


def test_the_only_host_reads_that_it_cancels_instead(client: FlaskClient, webinar: Webinar) -> None:
    sign_in(client, "ours")
    said = text_of(page(client, f"{ALONE}/agreement/names/energy-saxony"))
    assert "another host remains" in said
    assert "cancel it: everybody who registered is told" in said
