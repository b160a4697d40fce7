"""Changing one's details on my page."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_hosts, make_organisation
from tests.support.pages import form_fields, page, parsed, text_of
from webinars.models.attendee import Attendee
from webinars.models.message import Message
from webinars.models.organisation import OrganisationKind


@pytest.fixture
def attendee(session: Session) -> Attendee:
    make_hosts(session)
    return make_attendee(session, region="saxony", country="DE", email="kim@example.org")


@pytest.fixture
def url(url: str) -> str:
    return f"{url}/details"


def send(client: FlaskClient, url: str, **fields: Any) -> Any:
    return client.post(url, data={**form_fields(page(client, url)), **fields})


def test_the_form_is_filled_in_and_sent_untouched_changes_nothing(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    names = [column.name for column in Attendee.__table__.columns]
    before = [getattr(attendee, name) for name in names]
    answer = send(client, url)
    session.refresh(attendee)
    assert answer.status_code == 303
    assert [getattr(attendee, name) for name in names] == before


def test_everything_asked_for_can_be_changed_and_the_page_says_so_once(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    organisation = make_organisation(session)
    changed = {
        "given_name": "Camille",
        "family_name": "Exemple",
        "organisation_kind": "research",
        "language": "fr",
        "time_zone": "America/New_York",
    }
    place = {"region": "elsewhere", "country": "FR"}
    answer = send(client, url, organisation_name=organisation.name.upper(), **changed, **place)
    session.refresh(attendee)
    assert {name: getattr(attendee, name) for name in changed} == changed
    assert (attendee.region, attendee.country) == ("", "FR")
    assert attendee.organisation_id == organisation.id
    assert attendee.organisation_kind is OrganisationKind.RESEARCH
    assert attendee.email == "kim@example.org"
    assert text_of(page(client, answer.location), "[role=status]") == "Saved."
    assert not page(client, answer.location).select("[role=status]")
    assert session.scalar(select(Message)) is None


def test_mistakes_are_named_and_what_was_typed_is_kept(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    name = attendee.given_name
    wrong = {"region": "elsewhere", "country": "", "time_zone": "Mars/Base"}
    answer = send(client, url, given_name="", family_name="Typed", **wrong)
    soup = parsed(answer)
    assert answer.status_code == 422
    assert [link["href"] for link in soup.select(".errors a")] == [
        "#given_name",
        "#country",
        "#time_zone",
    ]
    assert form_fields(soup)["family_name"] == ["Typed"]
    session.refresh(attendee)
    assert attendee.given_name == name


def test_another_column_cannot_be_written_through_the_form(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    send(client, url, email="evil@example.org", generation="7", recipient_hash="x", id="99")
    session.refresh(attendee)
    assert (attendee.email, attendee.generation) == ("kim@example.org", 1)


@pytest.mark.parametrize(
    ("language", "city"), [("de", "Brüssel"), ("fr", "Bruxelles"), ("en", "Brussels")]
)
def test_time_zones_are_named_by_their_cities_each_once(
    client: FlaskClient, session: Session, attendee: Attendee, url: str, language: str, city: str
) -> None:
    attendee.time_zone = "US/Eastern"
    session.commit()
    soup = page(client, url.replace("/en/", f"/{language}/"))
    names = {str(each["value"]): each.get_text() for each in soup.select("#time_zone option")}
    assert names["Europe/Brussels"] == city
    assert len(set(names.values())) == len(names)
    assert not [name for name in names if name.startswith(("Etc/", "US/", "GB"))]
    (chosen,) = soup.select("#time_zone option[selected]")
    assert chosen["value"] == "America/New_York"


def test_a_zone_that_is_nowhere_stays_until_another_is_chosen(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    attendee.time_zone = "UTC"
    session.commit()
    (chosen,) = page(client, url).select("#time_zone option[selected]")
    assert chosen.get_text() == "UTC"
