"""Crowds: ten thousand people sign up at once, or for five hundred seats, or are reminded at once.

Real web processes, real workers; the crowd comes from two processes of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_signup
from tests.faults.conftest import Figures, Workers
from tests.faults.crew import QUICK, wait_until
from tests.faults.ledger import settled
from tests.faults.people import make_coming_webinar, make_due_reminder, release
from tests.faults.sink import Judge, Turn
from tests.faults.visitors import Visitor, post_sign_up, sign_up_path
from tests.support.saving import together
from tests.support.service import running_service
from tests.support.settings import environment_for
from webinars import clock
from webinars.database.engine import db, is_sqlite, transaction
from webinars.models.message import Message, MessageKind, Subject
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar
from webinars.paths import ROOT
from webinars.settings import current_settings
from webinars.steps.messages import Recipient, queue_message
from webinars.tokens import Purpose, derive

CLIENTS, LOADERS, DOUBLES = 32, 2, 0.05
PER_SECOND = {"postgresql": 150, "sqlite": 60}
SLOWEST_SECONDS = 1.0
SEATS = 500
CROWD = 10_000


def crowd(plans: Sequence[dict[str, Any]]) -> tuple[list[int], list[float], float]:
    """Let each plan be carried out by a process; return statuses, seconds, and how long it took."""
    begun = time.monotonic()
    program = [sys.executable, "-m", "tests.faults.visitors"]
    processes = [
        subprocess.Popen(
            program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for _ in plans
    ]
    said: list[str] = [""] * len(plans)

    def talk(number: int) -> None:
        said[number] = processes[number].communicate(json.dumps(plans[number]))[0]

    threads = [Thread(target=talk, args=(number,)) for number in range(len(plans))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    found = [json.loads(each) for each in said]
    statuses = [status for each in found for status in each["statuses"]]
    return statuses, [second for each in found for second in each["seconds"]], took


def p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def count_of(model: Any, *conditions: Any) -> int:
    counted = select(func.count()).select_from(model).where(*conditions)
    found = db.session.scalar(counted) or 0
    release()
    return int(found)


@pytest.mark.faults
def test_a_crowd_signs_up_and_everybody_is_stored_once_and_gets_one_mail(
    app: Flask,
    session: Session,
    judge: Judge,
    figures: Figures,
    database_url: str,
) -> None:
    make_hosts(session)
    webinar = make_coming_webinar(session, 30 * 24 * 60).key
    release()
    emails = [f"visitor.{number}@example.org" for number in range(CROWD)]
    environment = environment_for(database_url, judge.port, **QUICK, proxy_hops="1")
    share = {"webinar": webinar, "clients": CLIENTS // LOADERS, "doubles": DOUBLES}
    with running_service(environment, ("serve",)) as url:
        plans = [{**share, "url": url, "emails": emails[each::LOADERS]} for each in range(LOADERS)]
        statuses, seconds, took = crowd(plans)

    rate = len(statuses) / took
    kind = "sqlite" if is_sqlite() else "postgresql"
    figures(posts=len(statuses), per_second=round(rate), p95_ms=round(p95(seconds) * 1000))
    assert set(statuses) == {303}
    assert count_of(SignUp) == CROWD
    assert count_of(Message, Message.kind == MessageKind.CONFIRM_ADDRESS) == CROWD
    assert p95(seconds) <= SLOWEST_SECONDS
    assert rate >= PER_SECOND[kind]


@pytest.mark.faults
def test_a_crowd_wants_more_seats_than_there_are(
    app: Flask,
    session: Session,
    judge: Judge,
    figures: Figures,
    database_url: str,
) -> None:
    make_hosts(session)
    webinar = make_coming_webinar(session, 30 * 24 * 60, capacity=SEATS)
    with together(session):
        made = [
            make_signup(session, webinars=[webinar], created_at=clock.now()) for _ in range(CROWD)
        ]
    key = current_settings().link_key
    paths = [f"/en/confirm/{derive(key, Purpose.CONFIRM, each.id, 1)}" for each in made]
    release()
    environment = environment_for(database_url, judge.port, **QUICK, proxy_hops="1")
    share = {"clients": CLIENTS // LOADERS}
    with running_service(environment, ("serve",)) as url:
        plans = [{**share, "url": url, "paths": paths[each::LOADERS]} for each in range(LOADERS)]
        statuses, seconds, took = crowd(plans)

    confirmed = count_of(Registration, Registration.state == RegistrationState.CONFIRMED)
    waiting = count_of(Registration, Registration.state == RegistrationState.WAITING)
    taken = session.scalar(select(Webinar.seats_taken))
    release()
    figures(
        confirmed=confirmed,
        waiting=waiting,
        per_second=round(len(statuses) / took),
        p95_ms=round(p95(seconds) * 1000),
    )
    assert set(statuses) == {303}
    assert confirmed == SEATS == taken
    assert confirmed + waiting == CROWD


def test_one_form_sent_twenty_times_at_once_is_one_sign_up(
    app: Flask, session: Session, judge: Judge, workers: Workers, database_url: str
) -> None:
    make_hosts(session)
    webinar = make_coming_webinar(session, 30 * 24 * 60).key
    release()
    environment = environment_for(database_url, judge.port, **QUICK)
    email, answers = "kim@example.org", []
    with ExitStack() as stack:
        url = stack.enter_context(running_service(environment, ("serve",)))
        first = Visitor(url, "192.0.2.1")
        stack.callback(first.close)
        hidden = first.open_form(sign_up_path(webinar))
        visitors = [Visitor(url, "192.0.2.1") for _ in range(20)]
        for each in visitors:
            each.adopt(first)
            stack.callback(each.close)

        def post(visitor: Visitor) -> None:
            answers.append(post_sign_up(visitor, webinar, hidden, email))

        threads = [Thread(target=post, args=(each,)) for each in visitors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with workers(size=1):
        settled(app, judge)

    assert answers == [(303, "")] * 20
    assert count_of(SignUp) == 1
    assert judge.recipients_taken == {email: 1}


@pytest.mark.faults
def test_ten_thousand_reminders_due_at_once_leave_in_time_and_hold_up_no_confirmation(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    def handled(_turn: Turn) -> None:
        time.sleep(0.005)

    judge.slim, judge.rules["DOT"] = True, handled
    make_due_reminder(session, CROWD)
    signup = make_signup(session, created_at=clock.now())
    asked, email = signup.id, signup.email
    release()
    waits: list[float] = []
    begun = time.time()
    with workers(mail_connections="2"):
        wait_until(lambda: len(judge.taken) > 0)
        while len(judge.taken) < CROWD + len(waits):
            told = time.time()
            ask_again(asked, email, len(waits) + 1)
            wait_until(partial(has_got, judge, email, len(waits) + 1))
            waits.append(round(time.time() - told, 1))
            time.sleep(5)
        books = settled(app, judge)
    last = max(each.at for each in judge.taken) - begun

    figures(seconds=round(last), confirmation_waits=max(waits), extra=books.extra)
    assert books.lost == []
    assert books.extra == 0
    assert last <= 300
    assert max(waits) <= 10


def has_got(judge: Judge, email: str, count: int) -> bool:
    return judge.recipients_taken[email] >= count


def ask_again(signup_id: int, email: str, version: int) -> None:
    """Queue an address confirmation."""
    with transaction() as writing:
        queue_message(
            writing,
            MessageKind.CONFIRM_ADDRESS,
            Recipient(email=email, language="en"),
            (Subject.SIGNUP, signup_id),
            now=clock.now(),
            version=version,
        )
