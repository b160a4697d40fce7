"""The page for monitors: green only while everything works, and in words."""

import dataclasses
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.factories import make_message
from tests.support.databases import disposed
from tests.support.faults import rename_table
from tests.support.read_only import refusing_writes
from tests.support.saving import save
from webinars.app import create_app
from webinars.database import condition
from webinars.database.engine import db
from webinars.models.message import MessageState
from webinars.models.worker_sign import PLANNER, SENDER, TRANSPORT, WorkerSign

FINE = dict.fromkeys(
    ("database", "migrations", "writing", "worker", "planner", "transport", "messages"), "ok"
)


@pytest.fixture
def sign(session, now):
    """Let a part of the worker have been seen so many seconds ago."""

    def make(part, seconds, **values):
        seen_at = now - timedelta(seconds=seconds)
        return save(session, WorkerSign(part=part, seen_at=seen_at, **values))

    return make


def checks(client, status, **headers):
    response = client.get("/healthz", headers=headers)
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.mimetype == "application/json"
    found = response.get_json()
    assert found["status"] == ("ok" if status == 200 else "failing")
    return {name: found["checks"][name] for name in FINE if name in found["checks"]}


def test_all_is_well_while_a_worker_is_seen_and_nothing_waits(client, sign):
    sign(SENDER, 120)
    sign(PLANNER, 60)
    sign(TRANSPORT, 9999)

    assert checks(client, 200) == FINE


def test_without_any_worker_it_is_red(client, session):
    found = checks(client, 503)

    assert found.pop("worker") == "No worker was ever seen. Start “webinars work”."
    assert set(found.values()) == {"ok"}


def test_two_minutes_after_the_last_sign_of_a_worker_it_is_red(client, sign):
    sign(SENDER, 121)

    wrong = "No worker was seen for 121 seconds. Start “webinars work”."
    assert checks(client, 503) == {**FINE, "worker": wrong}


def test_a_planner_that_is_silent_for_a_minute_turns_it_red(client, sign):
    sign(SENDER, 1)
    sign(PLANNER, 61)

    assert "61" in checks(client, 503)["planner"]


def test_a_mail_server_that_cannot_be_used_turns_it_red_and_its_words_stay_inside(
    client, sign, now
):
    sign(SENDER, 1)
    sign(TRANSPORT, 90, failing_since=now - timedelta(seconds=80), error="535 go away")

    words = checks(client, 503)["transport"]
    assert "80 seconds" in words
    assert "535" not in words


@pytest.mark.parametrize(
    ("late", "values", "status"),
    [
        (300, {}, 200),
        (301, {}, 503),
        (301, {"state": MessageState.SENT}, 200),
        (301, {"useful_until": timedelta(0)}, 200),
        (301, {"useful_until": timedelta(seconds=1)}, 503),
    ],
)
def test_a_message_that_waits_five_minutes_too_long_turns_it_red_while_it_is_useful(
    client, session, sign, now, late, values, status
):
    sign(SENDER, 1)
    if "useful_until" in values:
        values = {"useful_until": now + values["useful_until"]}
    make_message(session, due_at=now - timedelta(seconds=late), **values)

    assert checks(client, status)["messages"].startswith("ok" if status == 200 else "A message")


def test_an_old_database_is_red_and_nothing_else_is_asked_of_it(client, session, sign):
    sign(SENDER, 1)
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()

    assert checks(client, 503) == {
        "database": "ok",
        "migrations": "The database is not up to date. Run “webinars db upgrade” first.",
    }


def test_an_empty_database_is_red(client, app):
    rename_table(app, "alembic_version", "elsewhere")

    assert "migrations" in checks(client, 503)


def test_a_database_out_of_reach_is_red(app):
    options = {"postgresql": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    away = options.get(app.config["SQLALCHEMY_DATABASE_URI"].split("+")[0], "sqlite:////no/such/x")
    settings = app.extensions["webinars_settings"]
    other = create_app(dataclasses.replace(settings, database_url=away))
    with other.app_context(), disposed():
        response = other.test_client().get("/healthz")

    assert response.status_code == 503
    assert response.get_json()["checks"] == {"database": "The database does not answer."}


def test_a_database_that_takes_no_writes_is_red_and_the_rest_is_still_looked_at(app, sign):
    sign(SENDER, 1)
    other = refusing_writes(app)
    with other.app_context(), disposed():
        response = other.test_client().get("/healthz")

    found = response.get_json()["checks"]
    assert response.status_code == 503
    assert found["database"] == found["migrations"] == "ok"
    assert found["writing"] == (
        "Nothing can be written to the database. “webinars doctor” says why."
    )
    assert "worker" in found


def test_a_database_of_a_newer_version_is_red_with_what_to_do(client, session):
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()

    assert "newer version" in checks(client, 503)["migrations"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_writes_just_now_neither_delays_the_answer_nor_turns_it_red(client, sign, database_url):
    sign(SENDER, 1)
    file = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert checks(client, 200) == FINE
        [patience] = db.session.connection().exec_driver_sql("PRAGMA busy_timeout").one()
        db.session.rollback()
    assert patience == 5000


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_disk_with_hardly_any_room_is_red(client, sign, monkeypatch):
    sign(SENDER, 1)
    monkeypatch.setattr(condition, "LEAST_FREE_BYTES", 2**62)

    assert checks(client, 503)["writing"].startswith("The disk of the database is full.")


def test_it_speaks_the_language_that_is_asked_for(client, session):
    assert "Noch nie" in checks(client, 503, **{"Accept-Language": "de"})["worker"]
    assert "Aucun" in checks(client, 503, **{"Accept-Language": "fr-BE"})["worker"]


def test_monitors_on_the_same_machine_need_not_know_its_name(client, sign):
    sign(SENDER, 1)

    assert checks(client, 200, Host="127.0.0.1:8000") == FINE
