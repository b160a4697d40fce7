"""A domain whose mail server takes its time; everybody else's mails pass it by."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_reminder
from tests.faults.conftest import Figures, Workers
from tests.faults.crew import wait_until
from tests.faults.ledger import settled
from tests.faults.people import make_coming_webinar, make_due_reminder, release, seat_known
from tests.faults.sink import Accepted, Judge
from webinars import clock
from webinars.models.attendee import Attendee
from webinars.models.message import MessageState
from webinars.models.message import Sender as Lease
from webinars.models.webinar import Webinar
from webinars.steps.occurrences import plan_webinar

COUNT = 300
SLOW = "slow.example.org"
SLOW_SECONDS = 3.0
PATIENCE_SECONDS = 300
"""Its own mails take two minutes: 3 s each, one at a time, with a pause for others between."""

DOMAINS = [*(f"{name}.example.org" for name in "abcdefghi"), SLOW]


def p95_of_others(taken: Sequence[Accepted]) -> float:
    """Return after how many seconds 95 of 100 mails to other domains had been accepted."""
    begun = min(each.at for each in taken)
    others = sorted(each.at - begun for each in taken if not each.recipient.endswith(SLOW))
    return others[int(len(others) * 0.95)]


def make_second(session: Session) -> Webinar:
    """Make another webinar for the same people, on another day, whose reminder is due too."""
    webinar = make_coming_webinar(session, 26 * 60)
    make_reminder(session, webinar=webinar, offset_minutes=-26 * 60, offset_days=None, at_time=None)
    seat_known(
        session,
        webinar,
        list(session.scalars(select(Attendee.id))),
        clock.now() - timedelta(days=3),
    )
    plan_webinar(session, webinar, now=clock.now() - timedelta(minutes=1))
    session.commit()
    release()
    return webinar


@pytest.mark.faults
def test_a_slow_domain_keeps_the_others_waiting_at_most_twice_as_long(
    app: Flask, session: Session, judge: Judge, workers: Workers, figures: Figures
) -> None:
    limits = {"mail_connections": "2", "mail_per_domain": "1"}
    make_due_reminder(session, COUNT, domains=DOMAINS)
    release()
    with workers(**limits):
        settled(app, judge)
    normal = p95_of_others(judge.taken)

    def slowly() -> None:
        if judge.turn.recipient.endswith(SLOW):
            time.sleep(SLOW_SECONDS)

    # Before the answer: while it chooses one, the judge answers nobody else.
    judge.before["DATA"] = slowly
    make_second(session)
    with workers(**limits) as crew:
        wait_until(lambda: len(judge.taken) > COUNT)
        settled(app, judge, PATIENCE_SECONDS)
        senders = session.scalar(select(func.count()).select_from(Lease))
        release()
        # The crew before has ended in peace.
        assert all(each.code == 0 for each in crew.events if each.what == "died")

    slow = p95_of_others(judge.taken[COUNT:])
    figures(normal=round(normal, 1), beside_a_slow_one=round(slow, 1), senders=senders)
    assert senders == 4
    assert len(judge.taken) == 2 * COUNT
    assert slow <= 2 * normal
    assert {each.state for each in settled(app, judge).entries} == {MessageState.SENT}
