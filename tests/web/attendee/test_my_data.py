"""My data: the own calendar, the download, and the erasure by oneself."""

from __future__ import annotations

import json

import pytest
import vobject
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_hosts, make_registration, make_topic
from tests.support.organisers import make_organiser
from tests.support.pages import body_of, page, post, text_of
from tests.support.signups import coming
from tests.support.statements import count_statements
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.organiser import Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import WebinarState


@pytest.fixture
def attendee(session: Session) -> Attendee:
    return make_attendee(session, email="camille.exemple@example.org")


def calendar_path(client: FlaskClient, url: str) -> str:
    address = page(client, f"{url}/data").select_one(".scan-key")
    assert address is not None
    path = address.get_text().removeprefix("http://localhost")
    assert path.startswith("/en/my-calendar/")
    return path


def test_the_own_calendar_holds_what_a_person_has_a_place_at_and_nothing_else(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    held = make_registration(session, attendee=attendee, webinar=coming(session, 1))
    off = coming(session, 2, state=WebinarState.CANCELLED)
    make_registration(session, attendee=attendee, webinar=off)
    for days, state in ((3, RegistrationState.WAITING), (4, RegistrationState.CANCELLED)):
        make_registration(session, attendee=attendee, webinar=coming(session, days), state=state)
    make_registration(session, webinar=coming(session, 5))

    response = client.get(calendar_path(client, url))

    events = vobject.readOne(body_of(response)).vevent_list
    assert [(each.dtstart.value, each.status.value) for each in events] == [
        (held.webinar.starts_at, "CONFIRMED"),
        (off.starts_at, "CANCELLED"),
    ]
    assert "You have a place." in events[0].description.value
    assert not hasattr(events[0], "attendee")
    assert response.headers["Cache-Control"] == "no-store"


def test_more_webinars_do_not_take_more_statements_of_the_own_calendar(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    def held(days: int) -> None:
        webinar = coming(session, days, topics=[make_topic(session)])
        make_registration(session, attendee=attendee, webinar=webinar)

    held(1)
    path = calendar_path(client, url)
    few = count_statements(client, path)
    for days in range(2, 9):
        held(days)
    assert count_statements(client, path) == few


def test_a_renewed_calendar_is_found_at_its_new_address_only(client: FlaskClient, url: str) -> None:
    former = calendar_path(client, url)

    response = post(client, f"{url}/data", {})

    assert response.status_code == 303
    assert "has a new address" in text_of(page(client, f"{url}/data"))
    assert client.get(former).status_code == 404
    assert client.get(calendar_path(client, url)).status_code == 200
    assert client.get(url).status_code == 200


def test_the_download_holds_the_person_and_nobody_else(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    make_registration(session, attendee=attendee)
    other = make_registration(session).attendee

    response = client.get(f"{url}/data.json")

    told = json.loads(body_of(response))
    assert told["address"] == attendee.email
    assert len(told["data"]["registrations"]["rows"]) == 1
    assert other.email not in body_of(response)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "purpose"),
    [
        ("de", "um der Person zu diesen Webinaren zu schreiben"),
        ("fr", "pour écrire à la personne au sujet de ces webinaires"),
        ("en", "to write to the person about these webinars"),
    ],
)
def test_the_download_says_in_the_language_of_the_page_what_each_column_is_for(
    client: FlaskClient, url: str, language: str, purpose: str
) -> None:
    told = json.loads(body_of(client.get(url.replace("/en/", f"/{language}/") + "/data.json")))
    assert told["data"]["attendees"]["columns"]["email"]["purpose"] == purpose


def test_who_deletes_everything_frees_the_places_and_is_forgotten(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    held = make_registration(session, attendee=attendee, webinar=coming(session, 1))
    webinar = held.webinar
    make_registration(session, attendee=attendee, webinar=coming(session, -1))
    assert "cancels 1 registration and" in text_of(page(client, f"{url}/delete"))

    response = post(client, f"{url}/delete", {})

    assert response.status_code == 303
    assert "has been deleted" in text_of(page(client, response.headers["Location"]))
    assert client.get(url).status_code == 404
    assert session.scalars(select(Registration)).all() == []
    assert session.scalars(select(Attendee)).all() == []
    session.refresh(webinar)
    assert webinar.seats_taken == 0
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "attendee.erased")).one()
    assert entry.actor == "attendee"


def test_who_works_for_a_host_is_not_deleted_by_a_link_in_a_mail(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    host, _ = make_hosts(session)
    make_organiser(session, {host: Role.OWNER}, email=attendee.email)

    response = post(client, f"{url}/delete", {})

    assert response.status_code == 409
    assert "nothing was deleted" in body_of(response)
    assert client.get(url).status_code == 200
