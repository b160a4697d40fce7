"""Webinars that are moved and cancelled, and workers that were away, while reminders are due."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_reminder
from tests.faults.conftest import Figures, Workers
from tests.faults.crew import wait_until
from tests.faults.ledger import Books, settled
from tests.faults.people import (
    make_coming_webinar,
    make_due_reminder,
    release,
    seat_known,
    seat_people,
)
from tests.faults.points import Plan
from tests.faults.sink import Judge
from tests.support.changes import later, make_editor
from webinars import clock
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind, MessageState
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar
from webinars.services.changes import cancel_webinar, move_webinar
from webinars.steps.occurrences import plan_webinar

SIZES = [
    pytest.param(120, id="small"),
    pytest.param(5000, id="whole", marks=pytest.mark.faults),
]
GRACE_SECONDS = 5
"""So long after the change a mail that was under way may still be accepted."""

LONG_SECONDS = 600


def change_in_the_storm(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    count: int,
    change: Callable[[Organiser, Webinar], object],
) -> tuple[Books, float]:
    """Change the webinar after a tenth of its reminders; return the books and when it was."""
    webinar = make_due_reminder(session, count)
    editor = make_editor(session, webinar)
    release()
    with workers(settle_seconds="1"):
        wait_until(lambda: len(judge.taken) >= count // 10)
        change(editor, webinar)
        moment = time.time()
        release()
        return settled(app, judge, LONG_SECONDS), moment


def old_ones_after(books: Books, moment: float) -> list[float]:
    """Return how long after the change reminders of the old time were accepted, in seconds."""
    outdated = {
        each.message_id for each in books.of_kind(MessageKind.REMINDER) if each.version == 1
    }
    return [
        each.at - moment
        for each in books.judge.taken
        if each.message_id in outdated and each.at > moment
    ]


@pytest.mark.parametrize("count", SIZES)
def test_a_move_while_reminders_go_out_stops_those_of_the_old_time(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures, count: int
) -> None:
    def move(editor: Organiser, webinar: Webinar) -> None:
        move_webinar(editor, webinar.key, later(webinar, days=1), {}, seen=1, now=clock.now())

    books, moment = change_in_the_storm(app, session, judge, workers, count, move)

    after = old_ones_after(books, moment)
    notices = books.of_kind(MessageKind.MOVED)
    figures(after=len(after), latest=max(after, default=0.0), notices=len(notices))
    assert max(after, default=0.0) <= GRACE_SECONDS
    assert len(notices) == count
    assert {each.state for each in notices} == {MessageState.SENT}
    assert books.states[MessageState.DROPPED] > count // 2
    assert books.extra == 0


@pytest.mark.parametrize("count", SIZES)
def test_a_cancellation_while_reminders_go_out_stops_them(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures, count: int
) -> None:
    def cancel(editor: Organiser, webinar: Webinar) -> None:
        cancel_webinar(editor, webinar.key, {}, seen=1, now=clock.now())

    books, moment = change_in_the_storm(app, session, judge, workers, count, cancel)

    after = old_ones_after(books, moment)
    notices = books.of_kind(MessageKind.CANCELLED)
    figures(after=len(after), latest=max(after, default=0.0), notices=len(notices))
    assert max(after, default=0.0) <= GRACE_SECONDS
    assert len(notices) == count
    assert {each.state for each in notices} == {MessageState.SENT}
    assert books.states[MessageState.DROPPED] > count // 2
    assert books.extra == 0


def make_rule(session: Session, webinar: Webinar, minutes: int) -> None:
    rule = {"offset_minutes": minutes, "offset_days": None, "at_time": None}
    make_reminder(session, webinar=webinar, **rule)


def test_after_an_outage_of_26_hours_only_the_latest_useful_reminder_is_sent(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    tmp_path: Path,
) -> None:
    away = timedelta(hours=26)
    coming = make_coming_webinar(session, away / timedelta(minutes=1) + 30)
    over = make_coming_webinar(session, 10 * 60)
    for minutes in (-26 * 60, -3 * 60, -60):
        make_rule(session, coming, minutes)
    for minutes in (-9 * 60, -60, -10):
        make_rule(session, over, minutes)
    people = seat_people(session, coming, 10)
    known = list(session.scalars(select(Attendee.id)))
    seat_known(session, over, known, clock.now() - timedelta(days=3))
    for webinar in (coming, over):
        plan_webinar(session, webinar, now=clock.now())
    session.commit()
    release()
    clock_file = tmp_path / "clock"
    clock_file.write_text(str(away.total_seconds()))

    with workers(Plan(clock=str(clock_file))):
        books = settled(app, judge)
        time.sleep(GRACE_SECONDS)
        books = Books(app, judge)

    figures(accepted=len(judge.taken), people=len(people))
    assert judge.recipients_taken == dict.fromkeys(people, 1)
    assert {each.state for each in books.entries} == {MessageState.SENT}
    assert len(books.entries) == len(people)
