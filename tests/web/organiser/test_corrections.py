"""Correcting somebody's address: the new mailbox confirms, the one used so far is told."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_hosts, make_registration, make_webinar
from tests.mail.mails import composed
from tests.mail.reading import text_of as mail_text
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import form_fields, page, text_of
from tests.support.world import sign_in
from webinars.models.address_change import AddressChange
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.models.registration import Registration
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

OLD, NEW = "kim.exmaple@example.org", "kim.example@example.org"


@pytest.fixture
def registration(session: Session, client: FlaskClient) -> Registration:
    host = make_hosts(session)[0]
    for name, role in (("editor", Role.EDITOR), ("viewer", Role.VIEWER)):
        make_session(session, make_organiser(session, {host: role}), f"token of {name}")
    sign_in(client, "editor")
    attendee = make_attendee(session, email=OLD, language="fr")
    return make_registration(session, webinar=make_webinar(session, key="joint"), attendee=attendee)


def url_of(registration: Registration, more: str = "") -> str:
    return f"/en/organiser/webinars/joint/people/{registration.id}{more}"


def correct(client: FlaskClient, registration: Registration, email: str = NEW) -> Any:
    url = url_of(registration, "/address")
    return client.post(url, data={**form_fields(page(client, url)), "email": email})


def told(session: Session) -> list[tuple[MessageKind, str]]:
    session.rollback()
    rows = session.scalars(select(Message).order_by(Message.id))
    return [(row.kind, row.recipient) for row in rows]


def press(client: FlaskClient, session: Session) -> str:
    change = session.scalars(select(AddressChange)).one()
    token = derive(current_settings().link_key, Purpose.NEW_ADDRESS, change.id, 1)
    session.rollback()
    url = f"/en/new-address/{token}"
    return client.post(url, data=form_fields(page(client, url))).get_data(as_text=True)


def test_the_new_mailbox_confirms_alone_and_the_old_one_hears_of_it(
    client: FlaskClient, session: Session, registration: Registration
) -> None:
    assert correct(client, registration).status_code == 303

    asked = [(MessageKind.ADDRESS_CORRECTED, OLD), (MessageKind.CONFIRM_NEW_ADDRESS, NEW)]
    assert told(session) == asked
    assert session.scalars(select(AuditEntry.action)).all() == ["address.corrected"]
    shown = text_of(page(client, url_of(registration)))
    assert OLD in shown
    assert f"The new address {NEW} has still to confirm" in shown

    assert "The new address holds" in press(client, session)

    # What the old mailbox is to hear still goes there.
    assert told(session) == [
        *asked,
        (MessageKind.PERSONAL_LINK, NEW),
        (MessageKind.INVITATION, NEW),
    ]
    shown = text_of(page(client, url_of(registration)))
    assert NEW in shown
    assert OLD not in shown
    assert "still to confirm" not in shown


@pytest.mark.parametrize(
    ("language", "asked", "told_so"),
    [
        ("de", "das Team von Energy Saxony hat diese Adresse", "eine andere E-Mail-Adresse"),
        ("fr", "L’équipe Energy Saxony a saisi cette adresse", "une autre adresse e-mail"),
        ("en", "The team of Energy Saxony has entered this address", "another e-mail address"),
    ],
)
def test_the_mails_say_who_did_it_and_tell_a_stranger_nothing(
    client: FlaskClient,
    session: Session,
    registration: Registration,
    language: str,
    asked: str,
    told_so: str,
) -> None:
    registration.attendee.language = language
    session.commit()
    correct(client, registration)

    old, new = (
        mail_text(composed(message, session))
        for message in session.scalars(select(Message).order_by(Message.id))
    )
    assert asked in new
    assert NEW in new
    assert told_so in old
    assert NEW not in old
    assert registration.attendee.family_name not in old


def test_the_present_address_and_an_incomplete_one_are_refused(
    client: FlaskClient, session: Session, registration: Registration
) -> None:
    for email, sentence in ((OLD, "This is the address already."), ("kim@", "incomplete")):
        response = correct(client, registration, email)
        assert response.status_code == 422
        assert sentence in response.get_data(as_text=True)
    assert told(session) == []


def test_viewers_see_a_person_and_change_nothing(
    client: FlaskClient, session: Session, registration: Registration
) -> None:
    sign_in(client, "viewer")
    assert OLD in text_of(page(client, url_of(registration)))
    assert "Correct the address" not in text_of(page(client, url_of(registration)))
    assert client.get(url_of(registration, "/address")).status_code == 404
    assert told(session) == []


def test_who_has_registered_with_other_hosts_alone_changes_the_address(
    client: FlaskClient, session: Session, registration: Registration
) -> None:
    foreign = make_webinar(session, hosts=[make_hosts(session)[1]])
    make_registration(session, webinar=foreign, attendee=registration.attendee)

    answer = correct(client, registration)

    assert answer.status_code == 422
    assert "This person is registered with other hosts, too" in answer.get_data(as_text=True)
    assert told(session) == []


def test_the_same_correction_twice_is_one(
    client: FlaskClient, session: Session, registration: Registration
) -> None:
    assert {correct(client, registration).status_code for _ in range(2)} == {303}
    assert len(told(session)) == 2
