"""Erasing a person who asked a host for it: said first, proved, done by an owner."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_registration, make_webinar
from tests.support.clock import Clock
from tests.support.organisers import make_organiser
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.sign_in import PASSWORD, make_olga, sign_in_as
from webinars.models.attendee import Attendee
from webinars.models.message import Message
from webinars.models.organiser import Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar


@pytest.fixture
def registration(session: Session, client: FlaskClient, clock: Clock) -> Registration:
    make_olga(session, make_hosts(session)[0])
    sign_in_as(client)
    return make_registration(session, webinar=make_webinar(session, key="joint", capacity=1))


def url_of(registration: Registration) -> str:
    return f"/en/organiser/webinars/joint/people/{registration.id}/erase"


def press(client: FlaskClient, url: str, **more: str):
    return client.post(url, data=form_fields(page(client, url)) | more, follow_redirects=True)


def test_an_owner_reads_what_it_does_proves_it_and_nothing_is_left(
    client: FlaskClient, session: Session, registration: Registration, clock: Clock
) -> None:
    url, attendee = url_of(registration), registration.attendee
    other = make_registration(session, attendee=attendee)
    waiting = make_registration(
        session, webinar=registration.webinar, state=RegistrationState.WAITING
    )
    email = attendee.email
    assert page(client, url.removesuffix("/erase")).select_one(f"a[href='{url}']") is not None
    said = text_of(page(client, url))
    assert "This cancels 2 registrations and deletes the person’s data" in said

    clock.forward(minutes=10)
    asked = parsed(press(client, url))
    assert "Confirm that it is you" in text_of(asked, "h1")
    session.expire_all()
    assert session.get(Registration, other.id) is not None
    sure = client.post(url, data=form_fields(asked) | {"password": PASSWORD}, follow_redirects=True)

    assert "Everything about this person has been deleted." in text_of(parsed(sure))
    session.expire_all()
    assert session.scalar(select(func.count()).where(Attendee.email == email)) == 0
    assert session.scalar(select(func.count()).where(Message.recipient == email)) == 0
    assert session.get(Registration, waiting.id).state == RegistrationState.CONFIRMED
    log = text_of(page(client, "/en/organiser/hosts/energy-saxony/log"))
    assert "Olga Example: deleted all data of a person" in log


def test_who_is_known_to_other_hosts_or_works_for_one_is_not_erased_here(
    client: FlaskClient, session: Session, registration: Registration
) -> None:
    theirs = make_hosts(session)[1]
    foreign: Webinar = make_webinar(session, hosts=[theirs])
    elsewhere = make_registration(session, webinar=foreign, attendee=registration.attendee)
    refused = press(client, url_of(registration))
    assert refused.status_code == 409
    assert "Nothing was deleted" in text_of(parsed(refused))

    session.delete(elsewhere)
    session.commit()
    make_organiser(session, {theirs: Role.VIEWER}, email=registration.attendee.email)
    assert press(client, url_of(registration)).status_code == 409
    session.expire_all()
    assert session.get(Registration, registration.id) is not None
