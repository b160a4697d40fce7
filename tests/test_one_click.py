"""From the header of a real reminder to silence: one click, and news of changes still arrive."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.changes import later, make_editor, make_seated
from tests.support.clock import Clock
from tests.support.planning import DUE, HOUR, outcome, webinar_with
from tests.support.smtp import Sink
from webinars import clock
from webinars.models.message import DropReason, MessageState
from webinars.services.changes import move_webinar
from webinars.services.reminders import queue_due
from webinars.worker import work_once

QUARTER = {"key": "quarter", "offset_days": None, "at_time": None, "offset_minutes": -15}


@pytest.fixture
def time(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the service, at the moment of the first reminder."""
    made = Clock(DUE)
    monkeypatch.setattr(clock, "now", made)
    return made


def test_one_click_in_a_reminder_stops_those_to_come_and_not_the_news_of_a_move(
    app: Flask, session: Session, client: FlaskClient, smtp: Sink, time: Clock
) -> None:
    webinar = webinar_with(session, {"key": "hour", **HOUR}, QUARTER)
    person = make_seated(session, webinar, language="en").attendee
    editor = make_editor(session, webinar)
    assert work_once(app) == 1
    (reminder,) = smtp.messages_to(person.email)
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = reminder["List-Unsubscribe"].partition(">")[0].lstrip("<")
    time.forward(minutes=45)
    assert queue_due(time.now) == 1

    answer = app.test_client(use_cookies=False).post(
        address.removeprefix("http://localhost"), data={"List-Unsubscribe": "One-Click"}
    )

    assert answer.status_code == 200
    assert work_once(app) == 0
    assert outcome(session) == [
        (MessageState.SENT, ""),
        (MessageState.DROPPED, DropReason.OPTED_OUT),
    ]
    move_webinar(editor, webinar.key, later(webinar, days=1), {}, seen=1, now=time.now)
    time.forward(minutes=3)
    assert work_once(app) == 1
    assert [mail["Subject"].partition(":")[0] for mail in smtp.messages_to(person.email)] == [
        reminder["Subject"].partition(":")[0],
        "New date",
    ]
