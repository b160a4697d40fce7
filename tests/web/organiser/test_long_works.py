"""People from a file: checked line by line, added by the worker, each confirms by an own link."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_registration, make_signup
from tests.factories import make_webinar as make_any_webinar
from tests.support.long_works import make_long_work
from tests.support.organisers import let_teams_in, make_organiser
from tests.support.pages import form_fields, page, text_of
from tests.support.proposals import join_later
from tests.support.world import sign_in
from webinars.documents.spreadsheets import Sheet, csv_file, xlsx_file
from webinars.jobs import do_long_works
from webinars.models.audit import AuditEntry
from webinars.models.long_work import LineOutcome, LongWork, LongWorkLine, LongWorkState
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Membership, Role
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.long_works import MOST_ATTEMPTS, claim_work, do_part
from webinars.services.retention import clean_up
from webinars.services.rights import erase_person, export_person

URL = "/en/organiser/webinars/joint/people"
TITLES = ("Vorname", "Nachname", "E-Mail-Adresse", "Organisation", "Region", "Sprache", "Anything")
JO = ("Jo", "Exemple", "Jo.Exemple@example.org", "Exemple SA", "Wallonie", "Français", "x")
KIM = ("Kim", "Beispiel", "kim@example.org", "Beispiel GmbH", "", "", "")


@pytest.fixture
def webinar(session: Session, client: FlaskClient) -> Webinar:
    """A joint webinar; the editor works for one host, the partner for the other."""
    let_teams_in(session)
    sign_in(client, "editor")
    return make_any_webinar(session, key="joint")


def table(rows: Iterable[Any], titles: Any = TITLES) -> bytes:
    return csv_file(titles, rows, separator=";")


def hand_in(client: FlaskClient, data: bytes, **typed: str) -> Any:
    fields = form_fields(page(client, f"{URL}/file"))
    usual = {"organisation_kind": "company", "region": "saxony", "language": "de"}
    file = {"file": (io.BytesIO(data), "people.csv")}
    return client.post(f"{URL}/file", data={**fields, **usual, **typed, **file})


def begin(client: FlaskClient, address: str) -> None:
    assert client.post(address, data=form_fields(page(client, address))).status_code == 303


def rows(session: Session, model: Any) -> list[Any]:
    session.rollback()
    return list(session.scalars(select(model).order_by(model.id)))


def test_the_people_of_a_file_are_added_by_the_worker_and_asked_to_confirm(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    pending = make_signup(
        session, email="pending@example.org", webinars=[webinar], added_by_id=webinar.hosts[0].id
    )
    known = make_attendee(session, email="known@example.org")
    make_registration(session, webinar=webinar, attendee=known)
    others = [("Jo", "Exemple", each.email, "Exemple SA") for each in (pending, known)]
    data = table([JO, KIM, *([*each, "", "", ""] for each in others)])

    prepared = hand_in(client, data)

    assert prepared.status_code == 303
    address = prepared.location
    said = text_of(page(client, address))
    assert "The file is in order: 4 people." in said
    assert "This will send an e-mail to 4 people." in said
    assert rows(session, Message) == []
    begin(client, address)
    begin_again = client.post(address, data=form_fields(page(client, f"{URL}/file")))
    assert begin_again.status_code == 303
    assert client.get(address).headers["Refresh"] == "3"
    assert "0 of 4 people are worked through" in text_of(page(client, address))

    do_long_works(app)

    new = rows(session, SignUp)[1:]
    assert [
        (each.email, each.given_name, each.organisation_kind, each.region, each.language)
        for each in new
    ] == [
        ("jo.exemple@example.org", "Jo", "company", "wallonia", "fr"),
        ("kim@example.org", "Kim", "company", "saxony", "de"),
    ]
    assert {each.added_by_id for each in new} == {webinar.hosts[0].id}
    assert [each.kind for each in rows(session, Message)] == [MessageKind.CONFIRM_ADDRESS] * 2
    acts = [each.action for each in rows(session, AuditEntry)]
    assert acts == ["long_work.begun", "person.added", "person.added"]
    finished = client.get(address)
    assert "Refresh" not in finished.headers
    said = text_of(page(client, address))
    assert "2 people added and asked to confirm." in said
    assert "Line 4: pending@example.org – Added already, not yet confirmed." in said
    assert "Line 5: known@example.org – A person with this address is registered already." in said
    assert "– done" in text_of(page(client, URL))


def test_a_host_that_joined_later_does_not_learn_from_a_file_who_registered_before(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar, now: datetime
) -> None:
    for name, days in (("early", 2), ("late", 0)):
        attendee = make_attendee(session, email=f"{name}@example.org")
        created_at = now - timedelta(days=days)
        make_registration(session, webinar=webinar, attendee=attendee, created_at=created_at)
    join_later(session, webinar, now - timedelta(days=1))
    people = [("Jo", "Exemple", f"{name}@example.org", "SA") for name in ("early", "late", "new")]
    address = hand_in(client, table([*each, "", "", ""] for each in people)).location
    begin(client, address)

    do_long_works(app)

    assert [(each.email, each.outcome) for each in rows(session, LongWorkLine)] == [
        ("early@example.org", LineOutcome.ADDED),
        ("late@example.org", LineOutcome.REGISTERED),
        ("new@example.org", LineOutcome.ADDED),
    ]
    assert [(each.recipient, each.kind) for each in rows(session, Message)] == [
        ("early@example.org", MessageKind.CONFIRM_ADDRESS),
        ("new@example.org", MessageKind.CONFIRM_ADDRESS),
    ]


def test_mistakes_name_their_lines_and_nothing_is_kept(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    data = table([JO, ("", "", "", ""), ("Kim", "", "kim@", "Beispiel", "Mars"), JO])

    response = hand_in(client, data)

    assert response.status_code == 422
    said = text_of(BeautifulSoup(response.data, "html.parser"))
    assert "The file has 4 mistakes. Nobody was added." in said
    for sentence in (
        "Line 4 Enter the last name.",
        "Line 4 This address is incomplete.",
        "Line 4 ‘Mars’ is not known here. Choose the region.",
        "Line 5 This address stands in line 2 already.",
    ):
        assert sentence in said
    assert rows(session, LongWork) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Choose a file that holds titles and at least a person."),
        (
            table([JO], ["Vorname", "Nachname", "Name"]),
            "lacks these columns: E-mail address, Org",
        ),
        (b"PK\x03\x04 no sheet", "This cannot be read as a CSV or Excel file."),
        (table([JO] * 2_001), "A file holds at most 2000 people"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(
    client: FlaskClient, session: Session, webinar: Webinar, data: bytes, sentence: str
) -> None:
    response = hand_in(client, data)

    assert response.status_code == 422
    assert sentence in response.get_data(as_text=True)
    assert rows(session, LongWork) == []


def test_an_excel_file_will_do_and_a_likely_slip_is_pointed_out_before_anybody_is_written_to(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    slip = ("Kim", "Beispiel", "kim@gmial.com", "Beispiel GmbH", "elsewhere", "", "")
    data = xlsx_file(Sheet("People", [*TITLES, "Country"], [[*JO, ""], [*slip, "Polen"]]))

    said = text_of(page(client, hand_in(client, data).location))

    assert "Line 3: kim@gmial.com – Did you mean kim@gmail.com?" in said
    assert [each.person["country"] for each in rows(session, LongWorkLine)] == ["BE", "PL"]


def test_a_closed_webinar_takes_nobody_and_a_removed_organiser_adds_nobody(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    closing, removed = (hand_in(client, table([JO])).location for _ in range(2))
    begin(client, closing)
    webinar.state = WebinarState.CANCELLED
    session.commit()
    do_long_works(app)
    assert [each.outcome for each in rows(session, LongWorkLine)] == [LineOutcome.CLOSED, None]

    begin(client, removed)
    for each in rows(session, Membership):
        if each.host_id == webinar.hosts[0].id and each.role == Role.EDITOR:
            session.delete(each)
    session.commit()
    do_long_works(app)

    states = [each.state for each in rows(session, LongWork)]
    assert states == [LongWorkState.DONE, LongWorkState.FAILED]
    assert rows(session, SignUp) == []


def test_what_fails_again_and_again_stops_and_says_so(
    client: FlaskClient, session: Session, webinar: Webinar, now: datetime
) -> None:
    address = hand_in(client, table([JO])).location
    begin(client, address)
    first = claim_work(now=now)
    assert first is not None
    assert claim_work(now=now) is None
    for attempt in range(1, MOST_ATTEMPTS):
        assert claim_work(now=now + timedelta(hours=attempt)) is not None
    do_part(first, now=now)
    assert rows(session, SignUp) == []

    assert claim_work(now=now + timedelta(days=1)) is None

    assert "has stopped and will not go on by itself" in text_of(page(client, address))


def test_only_the_team_that_handed_it_in_sees_it(client: FlaskClient, webinar: Webinar) -> None:
    address = hand_in(client, table([JO])).location
    for name in ("partner", "viewer"):
        sign_in(client, name)
        assert client.get(address).status_code == 404
        assert "File of" not in text_of(page(client, URL))
    assert client.get(f"{URL}/file").status_code == 404


def test_lines_are_told_to_their_person_erased_with_them_and_deleted_in_time(
    session: Session, webinar: Webinar, now: datetime
) -> None:
    organiser = make_organiser(session, {webinar.hosts[0]: Role.EDITOR})
    forgotten = make_long_work(session, webinar, organiser, 2, created_at=now - timedelta(days=2))
    done: dict[str, Any] = {"state": LongWorkState.DONE, "created_at": now - timedelta(days=40)}
    for days in (31, 29):
        make_long_work(session, webinar, organiser, **done, finished_at=now - timedelta(days=days))
    session.rollback()

    told = export_person("jo3@example.org", now=now)["data"]["long_work_lines"]["rows"]
    assert [each["person"]["given_name"] for each in told] == ["Jo"]
    erase_person("jo3@example.org", now=now)
    lines = [each.email for each in rows(session, LongWorkLine) if each.work_id == forgotten.id]
    assert lines == ["jo2@example.org"]

    assert clean_up(now).long_works == 2
    assert len(rows(session, LongWork)) == len(rows(session, LongWorkLine)) == 1
