"""Private notes: what the team of one host writes, and nobody else reads."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_hosts, make_registration, make_webinar
from tests.support.notes import make_note
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import form_fields, page, text_of
from tests.support.statements import recorded_statements
from tests.support.world import sign_in
from webinars.models.audit import AuditEntry
from webinars.models.note import Note
from webinars.models.organiser import Role
from webinars.models.registration import Registration
from webinars.services.rights import erase_person, export_person

PEOPLE = "/en/organiser/webinars/joint/people"
TEXT = "Brings <two> colleagues"


@pytest.fixture
def registration(session: Session, client: FlaskClient) -> Registration:
    """For a joint webinar; partner works for the other host, both for both."""
    host, partner = make_hosts(session)
    for name, roles in (
        ("editor", {host: Role.EDITOR}),
        ("viewer", {host: Role.VIEWER}),
        ("partner", {partner: Role.OWNER}),
        ("both", {host: Role.EDITOR, partner: Role.EDITOR}),
    ):
        organiser = make_organiser(session, roles, name=f"{name.title()} Example")
        make_session(session, organiser, f"token of {name}")
    sign_in(client, "editor")
    attendee = make_attendee(session, email="kim@example.org")
    return make_registration(session, webinar=make_webinar(session, key="joint"), attendee=attendee)


def write(client: FlaskClient, registration: Registration, **typed: str) -> Any:
    url = f"{PEOPLE}/{registration.id}/notes"
    return client.post(url, data={**form_fields(page(client, url)), **typed})


def exported(client: FlaskClient) -> list[dict[str, str]]:
    fields = {**form_fields(page(client, f"{PEOPLE}/export")), "purpose": "Badges", "file": "csv"}
    text = client.post(f"{PEOPLE}/export", data=fields).get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_who_writes_a_note_is_told_who_reads_it_and_when_it_goes(
    client: FlaskClient, registration: Registration
) -> None:
    for url in (f"{PEOPLE}/{registration.id}/notes", "/en/organiser/webinars/joint/notes"):
        assert "It is deleted 30 days after the webinar." in text_of(page(client, url))


def test_a_note_is_read_by_the_own_team_and_by_nobody_else(
    client: FlaskClient, session: Session, registration: Registration
) -> None:
    person = f"{PEOPLE}/{registration.id}"

    assert write(client, registration, text=TEXT).headers["Location"] == f"{person}#notes"

    for name, reads in (("editor", True), ("viewer", True), ("partner", False)):
        sign_in(client, name)
        assert (TEXT in text_of(page(client, person))) == reads, name
        assert (page(client, PEOPLE).select_one("tbody th .tag") is not None) == reads, name
    assert "Private notes" not in exported(client)[0]
    with recorded_statements() as without:
        client.get(PEOPLE)
    log = text_of(page(client, "/en/organiser/hosts/tweed/log"))
    assert "note" not in log
    sign_in(client, "editor")
    with recorded_statements() as noted:
        client.get(PEOPLE)
    assert len(noted) == len(without)
    assert exported(client)[0]["Private notes"] == TEXT
    shown = text_of(page(client, person))
    assert "Editor Example" in shown
    assert "Energy Saxony" in shown
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("note"))).all()
    assert [each.action for each in entries] == ["note.written"]
    assert TEXT not in repr([each.details for each in entries])


def test_a_note_is_deleted_by_editors_of_its_host_after_a_page_that_shows_it(
    client: FlaskClient, session: Session, registration: Registration
) -> None:
    host, partner = make_hosts(session)
    note = make_note(session, host, registration.webinar, registration, text=TEXT)
    foreign = make_note(session, partner, registration.webinar, registration)
    url, kept = (f"/en/organiser/webinars/joint/notes/{n}/delete" for n in (note.id, foreign.id))

    for name, other in (("viewer", url), ("partner", url), ("editor", kept)):
        sign_in(client, name)
        assert client.get(other).status_code == 404, name
    shown = page(client, url)
    assert TEXT in text_of(shown)
    assert client.post(url, data=form_fields(shown)).status_code == 303
    assert client.get(url).status_code == 404

    session.rollback()
    assert session.scalars(select(Note)).one().host_id == partner.id
    actions = set(session.scalars(select(AuditEntry.action)))
    assert "note.deleted" in actions


def test_who_works_for_both_hosts_says_whose_note_it_is(
    client: FlaskClient, session: Session, registration: Registration
) -> None:
    sign_in(client, "both")

    refused = write(client, registration, text=TEXT)
    assert refused.status_code == 422
    assert "Choose a host." in refused.get_data(as_text=True)
    assert "Brings &lt;two&gt; colleagues</textarea>" in refused.get_data(as_text=True)
    too_long = write(client, registration, text="x" * 1001, host="tweed")
    assert "You have written 1001." in too_long.get_data(as_text=True)
    assert write(client, registration, text=TEXT, host="tweed").status_code == 303

    sign_in(client, "editor")
    assert TEXT not in text_of(page(client, f"{PEOPLE}/{registration.id}"))
    assert write(client, registration, text=TEXT, host="tweed").status_code == 422
    session.rollback()
    assert [each.host.key for each in session.scalars(select(Note))] == ["tweed"]


def test_the_person_gets_the_notes_of_both_hosts_and_erasure_takes_them(
    client: FlaskClient, session: Session, registration: Registration, now: Any
) -> None:
    for host, text in zip(make_hosts(session), ("One", "Two"), strict=True):
        make_note(session, host, registration.webinar, registration, text=text)
    make_note(session, make_hosts(session)[0], registration.webinar, make_registration(session))

    rows = export_person("kim@example.org", now=now)["data"]["notes"]["rows"]
    assert [(each["text"], each["host"]) for each in rows] == [
        ("One", "energy-saxony"),
        ("Two", "tweed"),
    ]
    assert erase_person("kim@example.org", now=now).rows["notes"] == 2
    session.rollback()
    assert len(session.scalars(select(Note)).all()) == 1


def test_a_note_on_a_webinar_is_shown_there_and_to_the_own_team_only(
    client: FlaskClient, session: Session, registration: Registration, now: Any
) -> None:
    webinar = "/en/organiser/webinars/joint"
    fields = {**form_fields(page(client, f"{webinar}/notes")), "text": "Slides\n\nby Friday"}

    response = client.post(f"{webinar}/notes", data=fields)

    assert response.headers["Location"] == f"{webinar}#notes"
    shown = page(client, webinar)
    written = shown.select("section[aria-labelledby=notes] dd p.text")
    assert [each.get_text() for each in written] == ["Slides", "by Friday"]
    assert "Slides" not in text_of(page(client, f"{PEOPLE}/{registration.id}"))
    assert "Private notes" not in exported(client)[0]
    assert export_person("kim@example.org", now=now)["data"]["notes"]["rows"] == []
    delete = str(shown.select("a[href*=delete]")[0]["href"])
    deleted = client.post(delete, data=form_fields(page(client, delete)))
    assert deleted.headers["Location"] == f"{webinar}#notes"
    assert "Slides" not in text_of(page(client, webinar))
    make_note(session, make_hosts(session)[1], registration.webinar, text="Of the partner")
    assert "Of the partner" not in text_of(page(client, webinar))
    assert "Of the partner" not in text_of(page(client, "/en/webinars/joint"))
