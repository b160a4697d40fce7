"""Series as organisers create and change them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_hosts, make_reminder, make_series, make_topic, make_webinar
from tests.support.organisers import make_organiser
from tests.support.planning import HOUR
from tests.support.reminders import RULE
from tests.support.times import starting_in
from webinars.database.engine import transaction
from webinars.errors import KeyTakenError, NotFoundError, StaleRevisionError
from webinars.models.audit import AuditEntry
from webinars.models.occurrence import Occurrence
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.editing import version_of
from webinars.services.series import SeriesDetails, create_series, edit_series
from webinars.steps.schedules import keep_schedule
from webinars.steps.seats import hold_webinar


def details(**overrides):
    values = {
        "version": "",
        "key": "",
        "columns": {"titles": {"en": "Grids & Größe"}, "teasers": {}, "descriptions": {}},
        "hosts": ("energy-saxony",),
        "topics": (),
        "reminders": (),
    }
    return SeriesDetails(**{**values, **overrides})


def of(series, **overrides):
    """Return what the form of this series would send untouched."""
    texts = {name: getattr(series, name) for name in ("titles", "teasers", "descriptions")}
    values = {
        "version": version_of(series),
        "columns": texts,
        "hosts": tuple(host.key for host in series.hosts),
    }
    return details(**{**values, **overrides})


@pytest.fixture
def saxony(session):
    return make_hosts(session)[0]


@pytest.fixture
def editor(session, saxony):
    return make_organiser(session, {saxony: Role.EDITOR})


def stored(session, key):
    session.rollback()
    return session.scalars(select(Series).where(Series.key == key)).one()


def test_a_new_series_gets_its_key_from_the_title(session, editor):
    topic = make_topic(session)
    wanted = details(topics=(topic.key,), reminders=(RULE, RULE), hosts=("energy-saxony", "tweed"))
    key = create_series(editor, wanted, now=NOW)
    again = create_series(editor, wanted, now=NOW)

    assert (key, again) == ("grids-groesse", "grids-groesse-2")
    made = stored(session, key)
    assert {host.key for host in made.hosts} == {"energy-saxony", "tweed"}
    assert made.topics == [session.get_one(type(topic), topic.id)]
    assert [rule.key for rule in made.reminders] == ["reminder", "reminder-2"]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).first()
    assert (entry.actor, entry.action) == (f"organiser {editor.id}", "series.created")


def test_a_key_that_is_taken_is_refused_and_nothing_is_stored(session, editor):
    other = make_series(session, key="taken")
    with pytest.raises(KeyTakenError):
        create_series(editor, details(key="taken"), now=NOW)
    mine = make_series(session, key="mine")
    with pytest.raises(KeyTakenError):
        edit_series(editor, "mine", of(mine, key="taken"), now=NOW)
    assert stored(session, "taken").id == other.id


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_who_may_not_edit_for_a_host_creates_and_changes_nothing(session, saxony, role):
    stranger = make_organiser(session, {saxony: role} if role else {})
    series = make_series(session, key="grids", hosts=[saxony])
    with pytest.raises(NotFoundError):
        create_series(stranger, details(), now=NOW)
    with pytest.raises(NotFoundError):
        edit_series(stranger, "grids", of(series), now=NOW)


def test_no_series_can_be_made_for_another_host_alone(session, editor):
    with pytest.raises(NotFoundError):
        create_series(editor, details(hosts=("tweed",)), now=NOW)
    assert session.scalars(select(Series)).all() == []


def test_an_edit_writes_what_differs_and_says_so_in_the_audit_log(session, editor):
    series = make_series(session, key="grids")
    was, texts = dict(series.titles), {**of(series).columns, "titles": {"fr": "Réseaux"}}

    assert edit_series(editor, "grids", of(series, columns=texts, key="nets"), now=NOW) == "nets"

    assert stored(session, "nets").titles == {"fr": "Réseaux"}
    entries = session.scalars(select(AuditEntry)).all()
    details = {"changed": ["texts"], "values": {"titles": [was, {"fr": "Réseaux"}]}}
    assert [entry.details for entry in entries] == [details]


def test_an_untouched_form_writes_nothing(session, editor):
    series = make_series(session, key="grids")
    edit_series(editor, "grids", of(series), now=NOW)
    assert session.scalars(select(AuditEntry)).all() == []


def test_who_saves_after_somebody_else_is_told_and_overwrites_nothing(session, editor):
    series = make_series(session, key="grids")
    opened = of(series)
    first = {**opened.columns, "titles": {"en": "First"}}
    edit_series(editor, "grids", replace(opened, columns=first), now=NOW)
    with pytest.raises(StaleRevisionError):
        edit_series(editor, "grids", opened, now=NOW)
    assert stored(session, "grids").titles == {"en": "First"}


def test_once_something_is_published_key_and_hosts_stay(session, editor):
    series = make_series(session, key="grids")
    make_webinar(session, series=series, state=WebinarState.PUBLISHED)
    edit_series(editor, "grids", of(series, key="new", hosts=("energy-saxony",)), now=NOW)
    assert {host.key for host in stored(session, "grids").hosts} == {"energy-saxony", "tweed"}


def test_a_new_rule_never_takes_the_name_of_a_rule_of_a_webinar(session, editor):
    series = make_series(session, key="grids")
    kept = make_reminder(session, series=series, key="week")
    make_reminder(session, webinar=make_webinar(session, series=series), key="reminder")
    session.refresh(series)
    wanted = ({**RULE, "key": kept.key}, {**RULE, "key": kept.key}, {**RULE, "key": "forged"})
    edit_series(editor, "grids", of(series, reminders=wanted), now=NOW)
    keys = [rule.key for rule in stored(session, "grids").reminders]
    assert keys == ["week", "reminder-2", "reminder-3"]


def test_rules_are_planned_for_the_time_that_a_webinar_is_moved_to_meanwhile(app, session, editor):
    series = make_series(session, key="grids")
    make_reminder(session, series=series, key="week", **HOUR)
    webinar = make_webinar(session, series=series, **starting_in(days=10))
    session.refresh(series)
    wanted = of(series, reminders=({**RULE, "key": "week"},))
    moved, seen = Event(), Event()

    def move():
        with app.app_context(), transaction() as moving:
            held = hold_webinar(moving, webinar_id)
            held.schedule_version += 1
            held.starts_at += timedelta(days=1)
            held.ends_at += timedelta(days=1)
            keep_schedule(moving, held, now=NOW)
            moving.flush()
            moved.set()
            seen.wait(1)

    webinar_id, number = webinar.id, editor.id
    session.rollback()
    with ThreadPoolExecutor(1) as pool:
        moving = pool.submit(move)
        assert moved.wait(10)
        edit_series(session.get_one(Organiser, number), "grids", wanted, now=NOW)
        seen.set()
        moving.result()

    session.rollback()
    planned = session.scalars(select(Occurrence).where(Occurrence.state == "planned")).all()
    half_an_hour = timedelta(minutes=30)
    starts_at = session.get_one(Webinar, webinar_id).starts_at
    assert [(each.version, each.due_at) for each in planned] == [(2, starts_at - half_an_hour)]
