"""Workers killed, stopped, starved and told to end, while others go on."""

from __future__ import annotations

import http.client
import os
import random
import signal
import time
from functools import partial
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from tests.faults.conftest import Figures, Workers
from tests.faults.crew import LEASE_SECONDS, PATIENCE_SECONDS, QUICK, Crew, wait_until
from tests.faults.ledger import Books, open_count, settled
from tests.faults.people import make_due_reminder, release
from tests.faults.points import Plan
from tests.faults.sink import Judge, Turn
from tests.support.service import running_service
from tests.support.settings import environment_for
from webinars.database.engine import db
from webinars.models.message import Message, MessageState

KILLS = 20
STOP_SECONDS = 30
"""So long may an orderly end take."""


def slowly(seconds: float):
    """Return a rule under which each mail takes so long."""

    def wait(_turn: Turn) -> None:
        time.sleep(seconds)

    return wait


def are_sending(crew: Crew) -> bool:
    """Tell whether both workers have begun to send."""
    pids, log = crew.pids, crew.log
    return len(pids) == 2 and all(f":{pid}:" in log for pid in pids)


def deaths(crew: Crew) -> int:
    return sum(each.what == "died" for each in crew.events)


@pytest.mark.faults
def test_kills_at_any_time_lose_nothing_while_another_goes_on(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    judge.rules["DATA"] = slowly(0.1)
    make_due_reminder(session, 500)
    release()
    chance, killed = random.Random(7), []  # noqa: S311 - the same kills in every run
    with workers() as crew:
        wait_until(lambda: len(judge.taken) > 5)
        for _ in range(KILLS):
            wait_until(lambda: are_sending(crew))
            time.sleep(chance.uniform(0, 0.8))
            crew.kill(chance.choice(crew.pids))
            killed.append(time.time())
        books = settled(app, judge)

    waits = [_wait_after(judge, moment) for moment in killed]
    figures(kills=len(killed), lost=len(books.lost), extra=books.extra, longest_wait=max(waits))
    assert books.lost == []
    assert books.extra <= KILLS
    assert books.most_copies <= 2
    assert max(waits) <= 5


def _wait_after(judge: Judge, moment: float) -> float:
    """Return the seconds until the next mail was accepted; 0 when all had been."""
    later = [each.at - moment for each in judge.taken if each.at >= moment]
    return round(min(later, default=0.0), 2)


@pytest.mark.faults
def test_the_messages_of_the_only_worker_leave_when_its_lease_is_over(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    judge.rules["DATA"] = slowly(0.2)
    make_due_reminder(session, 8)
    release()
    with workers(size=1) as crew:
        wait_until(lambda: len(judge.taken) >= 3)
        crew.kill(crew.pids[0])
        killed = time.time()
        books = settled(app, judge)

    wait = _wait_after(judge, killed)
    figures(lost=len(books.lost), extra=books.extra, wait=wait, lease=LEASE_SECONDS)
    assert books.lost == []
    assert books.extra <= 1
    assert wait <= 60


@pytest.mark.faults
def test_an_orderly_end_finishes_what_is_in_hand_and_doubles_nothing(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    judge.rules["DOT"] = slowly(0.2)
    make_due_reminder(session, 60)
    release()
    with workers() as crew:
        wait_until(lambda: len(judge.taken) >= 6)
        told = time.monotonic()
        crew.end()
        seconds = time.monotonic() - told
        assert all(each.code == 0 for each in crew.events if each.what == "died")
    between = Books(app, judge)
    with workers():
        books = settled(app, judge)

    figures(end_seconds=round(seconds, 1), lost=len(books.lost), extra=books.extra)
    assert seconds <= STOP_SECONDS
    assert between.states[MessageState.SENDING] == 0
    assert 0 < between.states[MessageState.SENT] < 60
    assert books.states == {MessageState.SENT: 60}
    assert books.extra == 0


@pytest.mark.faults
def test_two_of_everything_lose_and_double_nothing_and_nobody_dies(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    database_url: str,
) -> None:
    make_due_reminder(session, 150)
    release()
    node = environment_for(database_url, judge.port, **QUICK)
    with (
        running_service(node, ("serve",)) as first,
        running_service(node, ("serve",)) as second,
        workers() as crew,
    ):
        books = settled(app, judge)
        wait_until(lambda: status_of(first) == status_of(second) == 200)
        assert deaths(crew) == 0
        assert "job failed" not in crew.log

    figures(lost=len(books.lost), extra=books.extra)
    assert books.states == {MessageState.SENT: 150}
    assert books.extra == 0


def status_of(url: str) -> int:
    """Return what the health page answers."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    finally:
        connection.close()


def stopped(crew: Crew) -> list[int]:
    """Return the worker of each stop."""
    return [each.pid for each in crew.events if each.what == "stopped"]


def holds_nothing(app: Flask, pid: int) -> bool:
    """Tell whether no message belongs to this worker any more."""
    with app.app_context():
        held = db.session.scalar(select(exists().where(Message.owner.contains(f":{pid}:"))))
        db.session.rollback()
    return not held


def is_refused(crew: Crew, times: int) -> bool:
    """Tell whether workers found so often that a message is theirs no more."""
    return crew.log.count("message taken over") == times


@pytest.mark.parametrize(
    ("point", "count"),
    [
        pytest.param("offered", 100, id="before"),
        pytest.param("checked", 100, id="after"),
    ],
)
@pytest.mark.faults
def test_a_worker_that_stands_still_beyond_its_lease_harms_at_most_what_it_had_in_hand(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    point: str,
    count: int,
) -> None:
    # So that both workers get some of them.
    judge.rules["DATA"] = slowly(0.2)
    make_due_reminder(session, count)
    release()
    plan, stops = Plan(point=point, chance=0.25, act="stop", births=1), 0
    with workers(plan, stop_seconds=PATIENCE_SECONDS) as crew:
        while open_count(app) or len(stopped(crew)) > stops:
            if len(stopped(crew)) > stops:
                # Not by time: what it held is somebody else's when it goes on.
                wait_until(partial(holds_nothing, app, stopped(crew)[stops]))
                os.kill(stopped(crew)[stops], signal.SIGCONT)
                stops += 1
                wait_until(partial(is_refused, crew, stops))
            time.sleep(0.1)
        settled(app, judge)
    books = Books(app, judge)

    figures(stops=stops, lost=len(books.lost), extra=books.extra)
    assert stops >= 1
    assert books.lost == []
    assert books.extra <= (0 if point == "offered" else stops)
    assert books.most_copies <= 2


@pytest.mark.faults
def test_workers_without_memory_end_or_go_on_but_lose_nothing(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    make_due_reminder(session, 150)
    release()
    starved = Plan(memory=24 * 2**20, births=4)
    with workers(starved, ticker_seconds="3") as crew:
        books = settled(app, judge)
        dead = deaths(crew)

    figures(deaths=dead, lost=len(books.lost), extra=books.extra)
    assert dead >= 4
    assert books.lost == []
    assert books.states == {MessageState.SENT: 150}
    assert books.extra <= dead


@pytest.mark.faults
def test_a_worker_whose_ticker_dies_ends_within_a_minute_and_is_replaced(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    make_due_reminder(session, 5)
    release()
    with workers(Plan(tick_dies=1, births=1), size=1, ticker_seconds="50") as crew:
        # By chance all is sent in the only round; the successor is waited for all the same.
        wait_until(lambda: sum(each.what == "born" for each in crew.events) == 2)
        books = settled(app, judge)
        events = crew.events

    born = next(each.at for each in events if each.what == "born")
    died = next(each for each in events if each.what == "died")
    figures(seconds_until_its_end=round(died.at - born, 1))
    assert died.code == 1
    assert died.at - born <= 60
    assert books.states == {MessageState.SENT: 5}
    assert books.extra == 0
