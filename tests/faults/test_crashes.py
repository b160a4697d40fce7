"""Workers killed at every point of a hand-over; the supervisor starts them anew."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.faults.conftest import Figures, Workers
from tests.faults.crew import wait_until
from tests.faults.ledger import Books, settled
from tests.faults.people import make_due_reminder, release
from tests.faults.points import Plan
from tests.faults.sink import Judge
from webinars.models.message import MessageState

SMALL, WHOLE = 20, 150
CHANCE = 0.1

SIZES = [
    pytest.param(SMALL, id="small"),
    pytest.param(WHOLE, id="whole", marks=pytest.mark.faults),
]

HARMLESS = ("claimed", "midway", "recorded")
"""Where a kill leaves no doubt: no dot was sent, or all is written down."""


def killed_at(
    point: str, count: int, app: Flask, session: Session, judge: Judge, workers: Workers
) -> tuple[Books, int]:
    """Send so many reminders with two workers, killed at this point; return books and kills."""
    make_due_reminder(session, count)
    release()
    with workers(Plan(point=point, chance=CHANCE)) as crew:
        books = settled(app, judge)
        kills = crew.kills
    assert len(books.entries) == count
    assert kills >= CHANCE * count, "the fault did not happen"
    return books, kills


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("point", HARMLESS)
def test_a_kill_where_nothing_is_in_doubt_loses_nothing_and_doubles_nothing(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    point: str,
    count: int,
) -> None:
    books, kills = killed_at(point, count, app, session, judge, workers)

    figures(kills=kills, lost=len(books.lost), extra=books.extra)
    assert books.lost == []
    assert books.extra == 0
    assert books.states == {MessageState.SENT: count}


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("point", ["dotted", "answered"])
def test_a_kill_after_the_dot_costs_at_most_one_copy_of_a_message(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    point: str,
    count: int,
) -> None:
    books, kills = killed_at(point, count, app, session, judge, workers)

    figures(
        kills=kills,
        lost=len(books.lost),
        extra=books.extra,
        most=books.most_copies,
        uncertain=books.uncertain,
    )
    assert books.lost == []
    assert books.extra <= kills
    assert books.most_copies <= 2
    assert all(each.ambiguous <= 2 for each in books.entries)


@pytest.mark.parametrize("count", SIZES)
def test_a_kill_between_the_last_check_and_the_dot_is_told_when_it_hits_twice(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    count: int,
) -> None:
    make_due_reminder(session, count)
    release()
    unlucky = "person.7@example.org"
    with workers(Plan(point="checked", chance=CHANCE, always=unlucky)) as crew:
        books = settled(app, judge)
        wait_until(lambda: crew.kills >= 2)
        kills = crew.kills
        figures(kills=kills, lost=len(books.lost), extra=books.extra, uncertain=books.uncertain)

    assert books.lost == []
    assert books.extra == 0
    flagged = [each.recipient for each in books.entries if each.state == MessageState.UNCERTAIN]
    assert unlucky in flagged
    assert not judge.recipients_taken[unlucky]
    assert all(each.ambiguous == 2 for each in books.entries if each.recipient in flagged)
