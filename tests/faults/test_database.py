"""A database that restarts, is locked, is full, or cannot please two at once."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_signup
from tests.faults.conftest import Figures, Workers
from tests.faults.crew import QUICK, crew_at_work, wait_until
from tests.faults.ledger import settled
from tests.faults.people import make_coming_webinar, make_due_reminder, release
from tests.faults.points import Plan
from tests.faults.restartable import RestartableServer, restartable_postgres
from tests.faults.sink import Judge, Turn
from tests.faults.visitors import Visitor, post_sign_up, sign_up_path
from tests.support.databases import disposed
from tests.support.postgres import plain
from tests.support.service import running_service
from tests.support.settings import environment_for
from webinars import clock
from webinars.app import create_app
from webinars.cli.database import upgrade_database
from webinars.database.engine import db
from webinars.models.message import Message, MessageState
from webinars.models.signup import SignUp
from webinars.settings import Settings, current_settings
from webinars.tokens import Purpose, derive

pytestmark = pytest.mark.faults

COUNT = 150

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def server() -> Iterator[RestartableServer]:
    """A server of this test's own, which it may treat badly."""
    with restartable_postgres() as running:
        yield running


def await_server(url: str) -> float:
    """Wait until the database answers; return the moment."""

    def answers() -> bool:
        try:
            psycopg.connect(plain(url)).close()
        except psycopg.OperationalError:
            return False
        return True

    wait_until(answers)
    return time.time()


def test_a_server_that_restarts_in_the_middle_costs_seconds_and_nothing_else(
    server: RestartableServer, judge: Judge, figures: Figures, tmp_path: Path
) -> None:
    def handled(_turn: Turn) -> None:
        time.sleep(0.05)

    judge.rules["DATA"] = handled
    url = server.create("webinars")
    environment = environment_for(url, judge.port, **QUICK)
    app = create_app(Settings.from_environment(environment))
    with app.app_context(), disposed():
        upgrade_database()
        make_due_reminder(db.session(), COUNT)
        release()
        with crew_at_work(environment, tmp_path / "crew") as crew:
            wait_until(lambda: len(judge.taken) >= 30)
            server.restart()
            back = await_server(url)
            db.engine.dispose()
            books = settled(app, judge)
            assert [each for each in crew.events if each.what == "died"] == []

    wait = min((each.at - back for each in judge.taken if each.at > back), default=0.0)
    figures(lost=len(books.lost), extra=books.extra, wait=round(wait, 2))
    assert books.lost == []
    assert books.extra <= 2
    assert wait <= 10


def locked(file: str, seconds: float) -> threading.Thread:
    """Let somebody else hold the write lock for so long; return when they hold it."""
    holds = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=30)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            holds.set()
            time.sleep(seconds)
            connection.execute("ROLLBACK")

    thread = threading.Thread(target=hold)
    thread.start()
    holds.wait()
    return thread


@ON_SQLITE
@pytest.mark.parametrize(("seconds", "status"), [(4, 303), (10, 503)])
def test_a_locked_database_is_waited_for_and_then_told_with_nothing_half_written(
    app: Flask,
    session: Session,
    judge: Judge,
    database_url: str,
    seconds: int,
    status: int,
) -> None:
    make_hosts(session)
    webinar = make_coming_webinar(session, 30 * 24 * 60).key
    release()
    file = make_url(database_url).database or ""
    environment = environment_for(database_url, judge.port, **QUICK)
    with (
        running_service(environment, ("serve",)) as url,
        closing(Visitor(url, "192.0.2.1")) as visitor,
    ):
        hidden = visitor.open_form(sign_up_path(webinar))
        thread = locked(file, seconds)
        answer, retry = post_sign_up(visitor, webinar, hidden, "kim@example.org")
        thread.join()
        rows = _rows(session)
        again, _ = post_sign_up(visitor, webinar, hidden, "kim@example.org")

    assert answer == status
    assert bool(retry) is (status == 503)
    assert rows == ([1, 1] if status == 303 else [0, 0])
    assert again == 303
    assert _rows(session) == [1, 1]


def _rows(session: Session) -> list[int]:
    found = [session.scalar(select(func.count()).select_from(each)) for each in (SignUp, Message)]
    release()
    return [int(each or 0) for each in found]


@ON_SQLITE
def test_a_full_disk_stops_the_sending_and_all_leave_once_there_is_room(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    tmp_path: Path,
    database_url: str,
) -> None:
    def handled(_turn: Turn) -> None:
        time.sleep(0.02)

    judge.rules["DATA"] = handled
    make_due_reminder(session, COUNT)
    release()
    room = tmp_path / "pages"
    room.write_text("")
    with workers(Plan(pages=str(room))) as crew:
        wait_until(lambda: len(judge.taken) >= 20)
        room.write_text("1")
        wait_until(lambda: "database or disk is full" in crew.log)
        time.sleep(2)
        before = len(judge.taken)
        time.sleep(4)
        during = len(judge.taken) - before
        room.write_text("")
        books = settled(app, judge)

    with closing(sqlite3.connect(make_url(database_url).database or "")) as connection:
        healthy = connection.execute("PRAGMA integrity_check").fetchone()
    figures(lost=len(books.lost), extra=books.extra, while_full=during)
    assert during == 0
    assert books.states == {MessageState.SENT: COUNT}
    assert books.extra <= 2
    assert healthy == ("ok",)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_that_wait_for_each_other_are_parted_and_nobody_is_told(
    app: Flask, session: Session, judge: Judge, database_url: str, figures: Figures
) -> None:
    webinar = make_coming_webinar(session, 30 * 24 * 60)
    signup = make_signup(session, webinars=[webinar], created_at=clock.now())
    key = current_settings().link_key
    path = f"/en/confirm/{derive(key, Purpose.CONFIRM, signup.id, signup.generation)}"
    webinar_id, signup_id = webinar.id, signup.id
    release()
    environment = environment_for(database_url, judge.port, **QUICK)
    answers: list[int] = []
    with (
        running_service(environment, ("serve",)) as url,
        closing(Visitor(url, "192.0.2.1")) as visitor,
    ):
        hidden = visitor.open_form(path)

        def press() -> None:
            token = hidden["csrf_token"]
            answers.append(visitor.ask("POST", path, f"csrf_token={token}")[0])

        with psycopg.connect(plain(database_url)) as other:
            other.execute("SELECT id FROM webinars WHERE id = %s FOR UPDATE", [webinar_id])
            thread = threading.Thread(target=press)
            thread.start()
            wait_until(lambda: _somebody_waits(database_url))
            other.execute("SELECT id FROM signups WHERE id = %s FOR UPDATE", [signup_id])
            other.commit()
            thread.join()

    figures(answers=answers)
    assert answers == [303]


def _somebody_waits(url: str) -> bool:
    with psycopg.connect(plain(url)) as connection:
        row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return bool(row and row[0])
