"""What an export holds beside a person's own tables: the programme's speakers, and the log."""

import json
from datetime import timedelta

import pytest

from tests.factories import NOW, make_attendee, make_registration, make_webinar
from tests.support.organisers import make_organiser
from tests.support.speakers import make_speaker_desk
from webinars.models.organiser import Role
from webinars.services.rights import export_person
from webinars.steps.audit import actor_of, audit_registration, write_audit

ADDRESS = "vera.verschwiegen@example.org"


@pytest.fixture
def told(session):
    """Return what reads a part of the export of this address."""

    def read(part, address=ADDRESS):
        session.commit()
        export = json.loads(json.dumps(export_person(address, now=NOW)))
        return export["data"][part]

    return read


def test_an_export_holds_what_is_published_about_the_person_as_a_speaker(session, told):
    webinar = make_webinar(session)
    desk = make_speaker_desk(session, webinar=webinar, email=ADDRESS)
    other = make_speaker_desk(session, webinar=webinar, email="otto@example.org")
    desk.speaker.name, other.speaker.name = "Vera Example", "Otto Example"
    desk.speaker.roles, desk.speaker.biographies = {"en": "Engineer"}, {"en": "Builds grids."}

    part = told("speakers")

    (row,) = part["rows"]
    assert (row["name"], row["roles"]) == ("Vera Example", {"en": "Engineer"})
    assert row["biographies"] == {"en": "Builds grids."}
    assert row["webinar"] == webinar.key
    assert {said["kept"] for said in part["columns"].values()} == {
        "As long as the webinar is published."
    }


def test_an_export_holds_what_the_log_says_of_the_person_and_of_nobody_else(session, told):
    attendee = make_attendee(session, email=ADDRESS)
    mine, other = make_registration(session, attendee=attendee), make_registration(session)
    team = make_organiser(session, {mine.webinar.hosts[0]: Role.OWNER}, email="team@example.org")
    later = NOW + timedelta(hours=1)
    for one in (mine, other):
        audit_registration(session, team, "registration.moved", one, now=later, to=one.webinar_id)
    host = ("host", mine.webinar.hosts[0].id)
    for one in (mine, other):
        about = {"webinar": one.webinar_id, "registration": one.id}
        write_audit(session, actor_of(team), "note.written", host, now=later, **about)
    own = later + timedelta(hours=1)
    write_audit(session, "attendee", "registration.cancelled", ("registration", mine.id), now=own)

    key = mine.webinar.key
    assert told("audit_entries")["rows"] == [
        {
            "happened_at": later.isoformat(),
            "action": "registration.moved",
            "by": "organiser",
            "webinar": key,
            "changes": {"to": key},
        },
        {
            "happened_at": later.isoformat(),
            "action": "note.written",
            "by": "organiser",
            "webinar": key,
            "changes": {},
        },
        {
            "happened_at": own.isoformat(),
            "action": "registration.cancelled",
            "by": "you",
            "webinar": key,
            "changes": {},
        },
    ]


def test_an_export_of_an_organiser_says_what_they_did_but_not_to_whom(session, told):
    webinar = make_webinar(session)
    host = webinar.hosts[0]
    vera = make_organiser(session, {host: Role.OWNER}, email=ADDRESS)
    otto = make_organiser(session, {host: Role.EDITOR}, email="otto@example.org")
    role = {"host": host.key, "role": "editor", "before": "viewer"}
    write_audit(session, "operator", "organiser.role", ("organiser", vera.id), now=NOW, **role)
    acts = (("organiser", otto.id), ("webinar", webinar.id))
    for subject in acts:
        write_audit(session, actor_of(vera), "organiser.role", subject, now=NOW, **role)
    write_audit(session, "organiser", "password.changed", ("organiser", vera.id), now=NOW)
    write_audit(session, "organiser", "password.changed", ("organiser", otto.id), now=NOW)
    write_audit(session, actor_of(otto), "organiser.role", ("webinar", webinar.id), now=NOW)

    rows = told("audit_entries")["rows"]

    assert [(row["action"], row["by"], row["webinar"], row["changes"]) for row in rows] == [
        ("organiser.role", "operator", None, role),
        ("organiser.role", "you", None, {}),
        ("organiser.role", "you", webinar.key, {}),
        ("password.changed", "you", None, {}),
    ]


def test_a_number_that_belonged_to_somebody_else_before_brings_nothing_of_theirs(session, told):
    mine = make_registration(session, attendee=make_attendee(session, email=ADDRESS))
    before = mine.created_at - timedelta(seconds=1)
    about = ("registration", mine.id)
    write_audit(session, "attendee", "registration.cancelled", about, now=before)

    assert told("audit_entries")["rows"] == []


def test_the_log_in_an_export_says_what_it_is_for_and_how_long_it_is_kept(session, told):
    columns = told("audit_entries", "nobody@example.org")["columns"]

    assert set(columns) == {"happened_at", "action", "by", "webinar", "changes"}
    assert {(said["purpose"], said["kept"]) for said in columns.values()} == {
        ("to account for who did what, and when", "For 12 months.")
    }
