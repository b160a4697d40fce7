"""A clock that is set while mails go out, and the two nights in which clocks change."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_reminder, make_signup, make_webinar
from tests.faults.conftest import Figures, Workers
from tests.faults.crew import Crew, wait_until
from tests.faults.ledger import Books, planned_count, settled
from tests.faults.people import aware, make_coming_webinar, release, seat_known, seat_people
from tests.faults.points import Plan
from tests.faults.sink import Judge, Turn
from webinars import clock
from webinars.database.engine import transaction
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind, MessageState, Subject
from webinars.models.webinar import Webinar
from webinars.steps.messages import Recipient, queue_message
from webinars.steps.occurrences import plan_webinar
from webinars.zones import to_utc

HOUR_SECONDS = 3600
GO_ON_SECONDS = 60
EXACT_SECONDS = 60


class WrongClock:
    """By how much the workers' clock is wrong; may be changed while they work."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seconds = 0.0
        self.set(0)

    def set(self, seconds: float) -> None:
        fresh = self.file.with_suffix(".fresh")
        fresh.write_text(str(seconds))
        fresh.replace(self.file)
        self.seconds = seconds

    def set_to(self, moment: datetime) -> None:
        self.set((moment - datetime.now(UTC)).total_seconds())

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.seconds)


@pytest.fixture
def wrong(tmp_path: Path) -> WrongClock:
    return WrongClock(tmp_path / "clock")


def make_rules(session: Session, webinar: Webinar, *rules: dict[str, Any]) -> None:
    for rule in rules:
        whole = {"offset_minutes": None, "offset_days": None, "at_time": None, **rule}
        make_reminder(session, webinar=webinar, **whole)


def make_long_due(session: Session, count: int, hours: float = 4) -> list[str]:
    """Make reminders to so many people, due for two hours and useful for that long."""
    webinar = make_coming_webinar(session, hours * 60)
    make_rules(session, webinar, {"offset_minutes": -round((hours + 2) * 60)})
    people = seat_people(session, webinar, count)
    plan_webinar(session, webinar, now=clock.now() - timedelta(hours=3))
    session.commit()
    return people


def ask_to_confirm(signup: tuple[int, str], now: datetime) -> None:
    """Queue an address confirmation, as a page does at this moment."""
    number, email = signup
    with transaction() as writing:
        recipient = Recipient(email=email, language="en")
        about = (Subject.SIGNUP, number)
        queue_message(writing, MessageKind.CONFIRM_ADDRESS, recipient, about, now=now)
    release()


def sign_up(session: Session) -> tuple[int, str]:
    """Sign somebody up who has no mail yet; return number and address."""
    signup = make_signup(session, created_at=clock.now())
    return signup.id, signup.email


def the_dead(crew: Crew) -> list[int]:
    return [each.pid for each in crew.events if each.what == "died"]


def slowly(_turn: Turn) -> None:
    time.sleep(0.05)


@pytest.mark.faults
@pytest.mark.parametrize("hours", [-1, 1], ids=["back", "forward"])
def test_a_clock_set_by_an_hour_doubles_nothing_and_sending_goes_on(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    wrong: WrongClock,
    hours: int,
) -> None:
    judge.rules["DOT"] = slowly
    people = make_long_due(session, 60)
    late = sign_up(session)
    release()
    with workers(Plan(clock=str(wrong.file)), ticker_seconds="50", lease_seconds="10") as crew:
        wait_until(lambda: len(judge.taken) >= 15)
        wrong.set(hours * HOUR_SECONDS)
        set_at = time.time()
        ask_to_confirm(late, wrong.now())
        books = settled(app, judge)
        assert the_dead(crew) == []

    waited = next(each.at for each in judge.taken if each.recipient == late[1]) - set_at
    figures(lost=len(books.lost), extra=books.extra, waited=round(waited, 1))
    assert books.states == {MessageState.SENT: len(people) + 1}
    assert books.extra == 0
    assert max(each.at for each in judge.taken) - set_at <= GO_ON_SECONDS


@pytest.mark.faults
def test_a_clock_set_forward_by_three_days_expires_what_is_too_late_and_sends_the_rest_once(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    wrong: WrongClock,
) -> None:
    judge.rules["DOT"] = slowly
    people = make_long_due(session, 60)
    far = make_coming_webinar(session, 10 * 24 * 60)
    make_rules(session, far, {"offset_days": -8})
    known = list(session.scalars(select(Attendee.id)))
    seat_known(session, far, known, clock.now() - timedelta(days=3))
    plan_webinar(session, far, now=clock.now())
    session.commit()
    late = sign_up(session)
    release()
    with workers(Plan(clock=str(wrong.file)), lease_seconds="10") as crew:
        wait_until(lambda: len(judge.taken) >= 15)
        wrong.set(3 * 24 * HOUR_SECONDS)
        ask_to_confirm(late, wrong.now())
        # Between what is too late and what has become due nothing is open for a moment.
        wait_until(lambda: planned_count(app) == 0)
        books = settled(app, judge)
        assert the_dead(crew) == []

    expired = {each.message_id for each in books.entries if each.state == MessageState.EXPIRED}
    figures(states={str(key): count for key, count in books.states.items()}, extra=books.extra)
    assert books.extra == 0
    assert len(expired) >= len(people) // 3
    assert not expired & set(judge.copies)
    assert min(judge.recipients_taken[each] for each in [late[1], *people]) == 1
    assert len(judge.taken) == 2 * len(people) + 1 - len(expired)


NIGHTS = [
    pytest.param(datetime(2027, 10, 31, 10, 0), 0, id="autumn", marks=pytest.mark.faults),
    pytest.param(datetime(2027, 10, 31, 2, 30), 0, id="first", marks=pytest.mark.faults),
    pytest.param(datetime(2027, 10, 31, 2, 30), 1, id="second"),
    pytest.param(datetime(2027, 3, 28, 3, 30), 0, id="spring"),
]
RULES = (
    {"key": "day-before", "offset_days": -1, "at_time": "09:00"},
    {"key": "day", "offset_minutes": -24 * 60},
    {"key": "hour", "offset_minutes": -60},
    {"key": "soon", "offset_minutes": -10},
)


def moments(webinar: Webinar) -> Sequence[tuple[str, datetime]]:
    """Return when each reminder is due, reckoned by hand."""
    day_before = (webinar.local_start - timedelta(days=1)).replace(hour=9, minute=0)
    found = {
        "day-before": to_utc(day_before, "Europe/Berlin"),
        "day": webinar.starts_at - timedelta(hours=24),
        "hour": webinar.starts_at - timedelta(hours=1),
        "soon": webinar.starts_at - timedelta(minutes=10),
    }
    return sorted(found.items(), key=lambda each: each[1])


def has_taken(judge: Judge, count: int) -> bool:
    return len(judge.taken) >= count


@pytest.mark.parametrize(("start", "fold"), NIGHTS)
def test_reminders_keep_their_distance_when_the_clocks_change(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    wrong: WrongClock,
    start: datetime,
    fold: int,
) -> None:
    webinar = make_webinar(
        session, local_start=start, time_zone="Europe/Berlin", fold=fold, capacity=100
    )
    make_rules(session, webinar, *RULES)
    people = seat_people(session, webinar, 3)
    due = moments(webinar)
    plan_webinar(session, webinar, now=due[0][1] - timedelta(days=2))
    session.commit()
    release()
    wrong.set_to(due[0][1] - timedelta(hours=1))
    distances = {}
    with workers(Plan(clock=str(wrong.file)), size=2):
        for number, (name, moment) in enumerate(due):
            wrong.set_to(moment - timedelta(seconds=5))
            wanted = (number + 1) * len(people)
            wait_until(partial(has_taken, judge, wanted))
            latest = max(each.at for each in judge.taken)
            off = aware(latest) + timedelta(seconds=wrong.seconds) - moment
            distances[name] = round(off.total_seconds(), 1)
        books = settled(app, judge)

    figures(late_by_seconds=distances, extra=books.extra)
    assert all(0 <= each <= EXACT_SECONDS for each in distances.values())
    assert judge.recipients_taken == dict.fromkeys(people, len(RULES))
    assert books.extra == 0
    assert {each.state for each in Books(app, judge).entries} == {MessageState.SENT}
