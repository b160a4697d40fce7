"""Webinars as organisers create and change them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.factories import (
    NOW,
    make_hosts,
    make_organisation,
    make_registration,
    make_reminder,
    make_series,
    make_webinar,
)
from tests.support.organisers import make_organiser
from tests.support.reminders import RULE
from webinars.errors import KeyTakenError, NotFoundError, SeatsTakenError, StaleRevisionError
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.models.recording import Recording
from webinars.models.registration import RegistrationState
from webinars.models.schedule import Schedule
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.webinars import WebinarDetails, create_webinar, edit_webinar
from webinars.zones import to_utc

LATER = NOW + timedelta(hours=1)


def times(local, minutes=60):
    starts_at = to_utc(local, "Europe/Berlin")
    return {
        "local_start": local,
        "fold": 0,
        "time_zone": "Europe/Berlin",
        "duration_minutes": minutes,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
    }


TIMES = times(datetime(2027, 6, 1, 14, 0))


def details(**overrides):
    columns = {
        "titles": {"en": "Grids"},
        "teasers": {},
        "descriptions": {},
        "takeaways": {},
        "icon": "hydrogen",
        "opens_at": None,
        "closes_at": None,
        "capacity": 10,
        "waiting_list": True,
        "spoken_languages": ["en"],
        "recording": Recording.NONE,
        "meeting_url": "https://meet.example.org/x",
        "meeting_passcode": "",
    }
    values = {
        "revision": 0,
        "key": "",
        "columns": {**columns, **overrides.pop("columns", {})},
        "times": TIMES,
        "hosts": ("energy-saxony",),
        "topics": (),
        "agenda": (),
        "speakers": (),
        "reminders": (),
    }
    return WebinarDetails(**{**values, **overrides})


@pytest.fixture
def saxony(session):
    return make_hosts(session)[0]


@pytest.fixture
def editor(session, saxony):
    return make_organiser(session, {saxony: Role.EDITOR})


@pytest.fixture
def series(session):
    return make_series(session, key="energy")


def stored(session, key):
    session.rollback()
    return session.scalars(select(Webinar).where(Webinar.key == key)).one()


def published(session, series, **overrides):
    made = make_webinar(session, series=series, key="grids", capacity=2, **overrides)
    return made, details(revision=made.revision, times={}, columns={"capacity": 2})


def test_a_new_webinar_is_a_draft_with_its_first_schedule(session, editor, series):
    speaking = make_organisation(session)
    owner = {"host_id": None, "organisation_id": speaking.id}
    talk = {"minutes": 60, "titles": {"fr": "Exposé"}, "speaker_lines": {}, **owner}
    speaker = {"name": "Kim Beispiel", "roles": {"de": "Leitung"}, **owner}
    wanted = details(agenda=(talk,), speakers=(speaker,), reminders=(RULE,))

    key = create_webinar(editor, "energy", wanted, now=NOW)

    made = stored(session, key)
    assert (key, made.state, made.revision) == ("grids", WebinarState.DRAFT, 1)
    assert [host.key for host in made.hosts] == ["energy-saxony"]
    assert made.agenda[0].organisation.id == made.speakers[0].organisation.id == speaking.id
    assert [rule.offset_minutes for rule in made.reminders] == [-30]
    kept = session.scalars(select(Schedule)).one()
    assert (kept.webinar_id, kept.version, kept.starts_at) == (made.id, 1, made.starts_at)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action) == (f"organiser {editor.id}", "webinar.created")


def test_who_may_not_edit_creates_and_changes_nothing(session, saxony, series):
    viewer = make_organiser(session, {saxony: Role.VIEWER})
    _, wanted = published(session, series)
    with pytest.raises(NotFoundError):
        create_webinar(viewer, "energy", details(), now=NOW)
    with pytest.raises(NotFoundError):
        edit_webinar(viewer, "grids", wanted, now=NOW)


def test_a_key_that_is_taken_is_refused(session, editor, series):
    make_webinar(session, series=series, key="taken")
    with pytest.raises(KeyTakenError):
        create_webinar(editor, "energy", details(key="taken"), now=NOW)


def test_a_draft_is_given_another_time_and_keeps_both_schedules(session, editor, series):
    key = create_webinar(editor, "energy", details(), now=NOW)
    moved = times(datetime(2027, 6, 2, 9, 0))

    edit_webinar(editor, key, details(revision=1, times=moved, key="nets"), now=LATER)

    made = stored(session, "nets")
    assert (made.revision, made.schedule_version, made.changed_at) == (2, 2, LATER)
    versions = session.scalars(select(Schedule.version).order_by(Schedule.version)).all()
    assert versions == [1, 2]


def test_an_untouched_webinar_keeps_its_revision(session, editor, series):
    key = create_webinar(editor, "energy", details(), now=NOW)
    edit_webinar(editor, key, details(revision=1), now=LATER)
    assert stored(session, key).revision == 1


def test_a_published_text_changes_at_once_raises_the_revision_and_mails_nobody(
    session, editor, series
):
    made, wanted = published(session, series)
    make_registration(session, webinar=made)
    before = made.schedule_version

    edit_webinar(editor, "grids", wanted, now=LATER)

    made = stored(session, "grids")
    assert (made.titles, made.revision, made.schedule_version) == ({"en": "Grids"}, 2, before)
    assert {host.key for host in made.hosts} == {"energy-saxony", "tweed"}
    assert session.scalars(select(Message)).all() == []


def test_the_time_of_a_published_webinar_is_never_changed_here(session, editor, series):
    made, wanted = published(session, series)
    starts_at = made.starts_at
    with pytest.raises(StaleRevisionError):
        edit_webinar(editor, "grids", replace(wanted, times=TIMES), now=LATER)
    assert stored(session, "grids").starts_at == starts_at


def test_who_saves_after_somebody_else_overwrites_nothing(session, editor, series):
    _, wanted = published(session, series)
    edit_webinar(editor, "grids", wanted, now=LATER)
    with pytest.raises(StaleRevisionError):
        edit_webinar(editor, "grids", wanted, now=LATER)


def test_more_seats_go_to_those_who_wait_longest_and_they_are_told(session, editor, series):
    made, wanted = published(session, series)
    for _ in range(2):
        make_registration(session, webinar=made)
    waiting = [
        make_registration(session, webinar=made, state=RegistrationState.WAITING) for _ in range(2)
    ]

    edit_webinar(
        editor, "grids", replace(wanted, columns={**wanted.columns, "capacity": 3}), now=LATER
    )

    assert stored(session, "grids").seats_taken == 3
    states = [session.get_one(type(each), each.id).state for each in waiting]
    assert states == [RegistrationState.CONFIRMED, RegistrationState.WAITING]
    assert [m.kind for m in session.scalars(select(Message))] == [MessageKind.MOVED_UP]


def test_seats_that_are_taken_are_never_taken_away(session, editor, series):
    made, wanted = published(session, series)
    for _ in range(2):
        make_registration(session, webinar=made)
    fewer = replace(wanted, columns={**wanted.columns, "capacity": 1})
    with pytest.raises(SeatsTakenError, match="2"):
        edit_webinar(editor, "grids", fewer, now=LATER)
    assert stored(session, "grids").capacity == 2


def test_a_rule_of_the_series_is_changed_here_under_its_key(session, editor, series):
    make_reminder(session, series=series, key="week")
    _, wanted = published(session, series)
    off = {**RULE, "key": "week", "active": False}
    edit_webinar(editor, "grids", replace(wanted, reminders=(off, RULE)), now=LATER)
    rules = [(rule.key, rule.active) for rule in stored(session, "grids").reminders]
    assert rules == [("week", False), ("reminder", True)]
