"""A mail server that is slow, strict, silent, gone or false; two workers in front of it."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import DROP, HANG, KEEP_AND_DROP
from tests.faults.conftest import Figures, Workers
from tests.faults.crew import wait_until
from tests.faults.ledger import is_told, settled
from tests.faults.people import make_due_reminder, release
from tests.faults.sink import Judge, for_share
from webinars.models.message import MessageState
from webinars.models.objection import Suppression

SIZES = [
    pytest.param(30, id="small"),
    pytest.param(150, id="whole", marks=pytest.mark.faults),
]
OUTAGE_SECONDS = 10


@pytest.mark.parametrize("count", SIZES)
def test_greylisting_costs_tries_and_nothing_else(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures, count: int
) -> None:
    judge.rules["RCPT"] = for_share(0.3, "451 4.7.1 greylisted, come back later")
    make_due_reminder(session, count)
    release()
    with workers():
        books = settled(app, judge)

    most = max(each.attempt for each in books.entries)
    figures(lost=len(books.lost), extra=books.extra, attempts=most)
    assert books.states == {MessageState.SENT: count}
    assert books.extra == 0
    assert 1 < most <= 8


@pytest.mark.parametrize("count", SIZES)
def test_answers_that_get_lost_after_the_dot_cost_one_copy_then_a_person_decides(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures, count: int
) -> None:
    unlucky = "person.7@example.org"
    by_chance = for_share(0.1, KEEP_AND_DROP)
    drops: list[str] = []

    def after_the_dot(turn):
        reply = KEEP_AND_DROP if turn.recipient == unlucky else by_chance(turn)
        drops.extend([turn.recipient] * bool(reply))
        return reply

    judge.rules["DOT"] = after_the_dot
    make_due_reminder(session, count)
    release()
    with workers():
        books = settled(app, judge)

    figures(drops=len(drops), lost=len(books.lost), extra=books.extra, uncertain=books.uncertain)
    assert len(drops) >= 3
    assert books.lost == []
    assert books.extra <= len(drops)
    assert books.most_copies == 2
    doubted = {each.recipient for each in books.entries if each.state == MessageState.UNCERTAIN}
    assert doubted == {each for each in drops if drops.count(each) == 2}
    assert unlucky in doubted


@pytest.mark.faults
def test_connections_that_break_in_the_middle_of_a_mail_cost_nothing(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    judge.rules["BODY"] = for_share(0.1, DROP)
    make_due_reminder(session, 150)
    release()
    with workers():
        books = settled(app, judge)

    figures(lost=len(books.lost), extra=books.extra)
    assert books.states == {MessageState.SENT: 150}
    assert books.extra == 0
    assert any(each.attempt > 1 for each in books.entries)


@pytest.mark.faults
def test_a_closed_port_costs_no_message_a_try_and_all_leave_once_it_is_open(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    judge.go_away()
    make_due_reminder(session, 150)
    release()
    with workers():
        wait_until(lambda: is_told(app))
        time.sleep(OUTAGE_SECONDS)
        judge.come_back()
        back = time.time()
        books = settled(app, judge)

    seconds = max(each.at for each in judge.taken) - back
    figures(lost=len(books.lost), extra=books.extra, drained_seconds=round(seconds, 1))
    assert books.states == {MessageState.SENT: 150}
    assert max(each.attempt for each in books.entries) == 1
    assert books.extra == 0
    assert seconds <= 60
    assert not is_told(app)


@pytest.mark.faults
def test_a_server_whose_name_nobody_knows_is_like_a_closed_port(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    make_due_reminder(session, 150)
    release()
    with workers(mail_server="mail.webinars.invalid", mail_encryption="starttls") as crew:
        wait_until(lambda: is_told(app))
        time.sleep(OUTAGE_SECONDS)
        assert judge.taken == []
        assert [each for each in crew.events if each.what == "died"] == []
    back = time.time()
    with workers():
        books = settled(app, judge)

    seconds = max(each.at for each in judge.taken) - back
    figures(lost=len(books.lost), extra=books.extra, drained_seconds=round(seconds, 1))
    assert books.states == {MessageState.SENT: 150}
    assert max(each.attempt for each in books.entries) == 1
    assert books.extra == 0
    assert seconds <= 60


@pytest.mark.faults
def test_a_refused_recipient_fails_at_once_and_holds_up_nobody(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    refused = {f"person.{number}@example.org" for number in range(5, 150, 10)}
    unknown = "550 5.1.1 there is no such mailbox"
    judge.rules["RCPT"] = lambda turn: unknown if turn.recipient in refused else None
    make_due_reminder(session, 150)
    release()
    with workers():
        books = settled(app, judge)

    failed = [each for each in books.entries if each.state == MessageState.FAILED]
    figures(failed=len(failed), sent=books.states[MessageState.SENT], extra=books.extra)
    assert {each.recipient for each in failed} == refused
    assert all(each.attempt == 1 for each in books.entries)
    assert books.states == {MessageState.SENT: 150 - len(refused), MessageState.FAILED: 15}
    assert session.scalar(select(func.count()).select_from(Suppression)) == len(refused)
    release()


@pytest.mark.faults
@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.parametrize(
    ("stage", "reply"),
    [
        ("AUTH", "535 5.7.8 who are you"),
        ("MAIL", "550 5.7.1 not from you"),
        ("DOT", "554 5.7.1 we do not like what it says"),
    ],
)
def test_a_server_that_refuses_us_pauses_all_and_fails_no_message(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    stage: str,
    reply: str,
    count: int,
) -> None:
    judge.extensions.append("AUTH PLAIN LOGIN")
    judge.rules[stage] = lambda _turn: reply
    make_due_reminder(session, count)
    release()
    named = {"mail_username": "webinars", "mail_password": "strictly between us"}
    with workers(**named if stage == "AUTH" else {}):
        if count > 1 or stage != "DOT":
            wait_until(lambda: is_told(app))
        time.sleep(OUTAGE_SECONDS)
        assert judge.taken == []
        judge.rules.clear()
        judge.script["AUTH"] = ["235 2.7.0 welcome"] * 1000
        books = settled(app, judge)

    figures(lost=len(books.lost), extra=books.extra)
    assert books.states == {MessageState.SENT: count}
    assert books.extra == 0


@pytest.mark.parametrize("count", SIZES[:1])
def test_a_silent_server_stops_nobody_for_longer_than_the_timeout(
    app: Flask, session: Session, judge: Judge, workers: Workers, count: int
) -> None:
    judge.rules["GREETING"] = lambda _turn: HANG
    make_due_reminder(session, count)
    release()
    with workers(mail_timeout="1", job_seconds="15") as crew:
        wait_until(lambda: is_told(app))
        wait_until(lambda: judge.connections >= 6)
        judge.rules.clear()
        books = settled(app, judge)
        assert [each for each in crew.events if each.what == "died"] == []

    assert books.states == {MessageState.SENT: count}
    assert max(each.attempt for each in books.entries) == 1
    assert books.extra == 0


@pytest.mark.parametrize("count", SIZES)
def test_a_connection_that_ends_at_quit_changes_nothing(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures, count: int
) -> None:
    judge.abrupt = True
    judge.rules["QUIT"] = lambda _turn: DROP
    make_due_reminder(session, count)
    release()
    with workers(mail_connection_messages="1"):
        books = settled(app, judge)

    figures(extra=books.extra)
    assert books.states == {MessageState.SENT: count}
    assert books.extra == 0


@pytest.mark.faults
def test_a_server_that_ends_a_long_connection_is_called_again(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    ends: list[str] = []

    def enough(turn):
        if turn.mails < 50:
            return None
        ends.append(turn.recipient)
        return "421 4.7.0 enough for one connection"

    judge.rules["MAIL"] = enough
    make_due_reminder(session, 250)
    release()
    with workers(mail_connection_messages="1000", tick_seconds="10"):
        books = settled(app, judge)

    figures(ends=len(ends), lost=len(books.lost), extra=books.extra)
    assert ends
    assert books.states == {MessageState.SENT: 250}
    assert books.extra == 0
