"""What waits for the organiser's hosts, and what happens next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_hosts,
    make_message,
    make_registration,
    make_webinar,
    texts,
)
from tests.support.organisers import make_agreement, make_organiser, make_session
from tests.support.pages import page, text_of
from tests.support.reminders import make_occurrence, make_reminder_objection, make_suppression
from tests.support.saving import together
from tests.support.statements import recorded_statements
from tests.support.world import sign_in
from webinars.models.message import MessageKind, MessageState, Subject
from webinars.models.occurrence import OccurrenceState
from webinars.models.organiser import Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.not_reached import list_not_reached

URL = "/en/organiser"


@pytest.fixture(autouse=True)
def signed_in(session: Session, client: FlaskClient) -> None:
    host, partner = make_hosts(session)
    for name, roles in (
        ("editor", {host: Role.EDITOR}),
        ("viewer", {host: Role.VIEWER}),
        ("partner", {partner: Role.EDITOR}),
        ("nobody", {}),
    ):
        make_session(session, make_organiser(session, roles), f"token of {name}")
    sign_in(client, "editor")


def make_complete(session: Session, title: str, **overrides: Any) -> Webinar:
    values = {"titles": texts(title), "local_start": datetime(2027, 2, 3, 14, 0)}
    return make_webinar(session, **{**values, **overrides})


def make_message_to(
    session: Session, registration: Registration, state: MessageState, version: int = 7
) -> None:
    make_message(
        session,
        kind=MessageKind.REMINDER,
        version=version,
        recipient=registration.attendee.email,
        subject_type=Subject.REGISTRATION,
        subject_id=registration.id,
        state=state,
    )


def shown(client: FlaskClient, url: str = URL) -> str:
    return text_of(page(client, url))


def test_an_empty_desk_says_how_to_begin(client: FlaskClient) -> None:
    assert "No webinars yet. Create the first one" in shown(client)
    assert page(client, URL).select_one("a.button") is not None
    sign_in(client, "viewer")
    assert page(client, URL).select_one(".desk-work a.button") is None


def test_who_works_for_no_host_is_told_so_and_sees_nothing(
    client: FlaskClient, session: Session
) -> None:
    make_complete(session, "Grids")
    sign_in(client, "nobody")

    assert "You work for no host at present." in shown(client)
    assert "Grids" not in shown(client)


def test_the_partner_is_asked_and_the_asking_host_waits(
    client: FlaskClient, session: Session
) -> None:
    draft = make_complete(session, "Grids", state=WebinarState.DRAFT)
    make_agreement(session, draft, make_hosts(session)[0])

    assert "Waiting for TWEED since" in shown(client)
    assert "Needs your attention" not in shown(client)
    sign_in(client, "partner")
    asked = shown(client)
    assert "1 thing needs your attention." in asked
    assert "Energy Saxony asks for your agreement Grids (en)" in asked
    assert "View and agree Grids (en)" in asked


def test_an_agreement_that_an_edit_made_void_asks_nobody(
    client: FlaskClient, session: Session
) -> None:
    draft = make_complete(session, "Grids", state=WebinarState.DRAFT)
    make_agreement(session, draft, make_hosts(session)[0])
    draft.revision += 1
    session.commit()

    assert "Waiting for TWEED" not in shown(client)


def test_waiting_lists_and_missing_languages_of_coming_webinars_need_attention(
    client: FlaskClient, session: Session
) -> None:
    full = make_complete(session, "Full", capacity=1)
    make_registration(session, webinar=full)
    for _ in range(2):
        make_registration(session, webinar=full, state=RegistrationState.WAITING)
    make_complete(session, "Half", teasers={"en": "Only English"})
    draft = {"teasers": {"en": "Only English"}, "state": WebinarState.DRAFT}
    make_complete(session, "Soon", **draft)
    make_complete(session, "Some day", **draft, local_start=datetime(2027, 3, 10, 14, 0))
    make_complete(session, "Past", teasers={}, local_start=datetime(2027, 1, 3, 14, 0))

    seen = shown(client)

    assert "3 things need your attention." in seen
    assert "Soon (en), Wed 3 Feb, 14:00. It is a draft; once it is online" in seen
    assert "Some day" not in seen
    assert "2 people are waiting for a place Full (en)" in seen
    assert "Text is missing in German and French Half (en)" in seen
    assert "Past" not in seen
    link = page(client, URL).select_one("a:-soup-contains('Translate')")
    assert link is not None
    assert str(link["href"]).endswith("/edit")
    sign_in(client, "viewer")
    assert "Translate" not in shown(client)


def test_what_went_wrong_is_said_first_and_leads_to_whom_it_concerns(
    client: FlaskClient, session: Session
) -> None:
    webinar = make_complete(session, "Grids")
    registrations = [make_registration(session, webinar=webinar) for _ in range(4)]
    states = (MessageState.BOUNCED, MessageState.FAILED, MessageState.UNCERTAIN, MessageState.SENT)
    for registration, state in zip(registrations, states, strict=True):
        make_message_to(session, registration, state)
    make_message_to(session, registrations[1], MessageState.SENT, version=8)
    make_suppression(session, registrations[3].attendee.email)
    later = make_complete(session, "Later", local_start=datetime(2027, 2, 4, 14, 0))
    for registration in registrations:
        make_registration(session, webinar=later, attendee=registration.attendee)

    seen = shown(client)

    assert "2 things need your attention." in seen
    assert "No e-mail reaches 2 people Grids (en)" in seen
    assert "Nobody knows whether 1 e-mail arrived Grids (en)" in seen
    links = [str(each["href"]) for each in page(client, URL).select(".tasks a")]
    there = f"{URL}/webinars/{webinar.key}/messages"
    assert links == [f"{there}#lost-title", f"{there}?state=uncertain"]
    assert len(list_not_reached(webinar.id, None)) == 2
    sign_in(client, "partner")
    assert "No e-mail reaches 2 people" in shown(client)
    for each in (webinar, later):
        each.hosts = [make_hosts(session)[0]]
    session.commit()
    assert "No e-mail reaches" not in shown(client)


def test_what_comes_soon_and_lacks_an_address_or_a_certain_date_needs_attention(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    near, far = now + timedelta(days=6), now + timedelta(days=27)
    for title, start, more in (
        ("Near", near, {}),
        ("Ready", near, {"meeting_url": "https://meet.example.org/1"}),
        ("Umlaut", near, {"meeting_url": "https://meet.example.org/ü"}),
        ("Later", far, {}),
        ("Perhaps", far, {"provisional": True}),
        ("Some day", now + timedelta(days=40), {"provisional": True}),
    ):
        make_complete(session, title, local_start=start.replace(tzinfo=None), **more)

    seen = shown(client)

    assert "3 things need your attention." in seen
    assert "The address of the meeting is missing Near (en)" in seen
    assert "The address of the meeting is missing Umlaut (en)" in seen
    assert "The date is still provisional Perhaps (en)" in seen
    links = [str(each["href"]) for each in page(client, URL).select(".tasks a")]
    assert [link.rpartition("/")[2] for link in links] == ["edit#meeting-title"] * 2 + ["changes"]
    sign_in(client, "viewer")
    assert "Enter the address" not in shown(client)


def test_the_next_reminder_is_named_with_the_people_who_want_it(
    client: FlaskClient, session: Session
) -> None:
    webinar = make_complete(session, "Grids")
    objecting = make_attendee(session)
    make_registration(session, webinar=webinar, attendee=objecting)
    make_reminder_objection(session, objecting)
    for _ in range(2):
        make_registration(session, webinar=webinar)
    make_occurrence(session, webinar=webinar)
    make_occurrence(session, webinar=webinar, state=OccurrenceState.DROPPED)
    make_occurrence(session, webinar=webinar, version=7)

    seen = shown(client)

    assert (
        "Nothing is waiting for you. The next reminder goes out on"
        " Wednesday 3 February 2027, 13:00 to 2 people." in seen
    )
    name = "Reminder: 1 day before the start"
    assert seen.count(f"{name} Grids (en). To 2 people") == 1
    assert seen.index(name) < seen.index("3 of 50 taken")
    link = page(client, URL).select_one(".stops a:-soup-contains('Reminder')")
    assert link is not None
    assert "1 day before the start, at 10:00" in text_of(page(client, str(link["href"])))


def test_another_hosts_things_are_not_shown(client: FlaskClient, session: Session) -> None:
    theirs = make_complete(session, "Theirs", hosts=[make_hosts(session)[1]], teasers={})
    make_occurrence(session, webinar=theirs)
    make_registration(session, webinar=theirs, state=RegistrationState.WAITING)

    assert "Theirs" not in shown(client)
    assert "No webinars yet." in shown(client)


def test_the_number_of_statements_does_not_grow(
    client: FlaskClient, session: Session, now: datetime
) -> None:
    counts = []
    for number in (1, 12):
        with together(session):
            for _ in range(number):
                add_everything(session, now)
        with recorded_statements() as statements:
            assert client.get(URL).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def add_everything(session: Session, now: datetime) -> None:
    """Add a webinar with a reminder, a waiter and a gap, and a draft that a host agreed to."""
    webinar = make_complete(session, "Grids", teasers={})
    make_occurrence(session, webinar=webinar, due_at=now + timedelta(days=1))
    make_registration(session, webinar=webinar, state=RegistrationState.WAITING)
    registration = make_registration(session, webinar=webinar)
    make_message_to(session, registration, MessageState.FAILED)
    make_message_to(session, registration, MessageState.UNCERTAIN, version=8)
    draft = make_complete(session, "Draft", state=WebinarState.DRAFT)
    make_agreement(session, draft, make_hosts(session)[0])


def test_a_slash_too_many_leads_to_the_desk(client: FlaskClient) -> None:
    answer = client.get(f"{URL}/")
    assert answer.status_code == 308
    assert answer.headers["Location"] == URL
