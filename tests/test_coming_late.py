"""Who registers shortly before the start: one step, the button at once, and no reminder."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_signup
from tests.mail.reading import page_of, text_of
from tests.support.clock import Clock
from tests.support.planning import DUE, HOUR, register, reminders, webinar_with
from tests.support.smtp import Sink
from webinars import clock
from webinars.models.message import MessageState
from webinars.services.registrations import confirm_sign_up
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive
from webinars.worker import work_once

QUARTER = {"key": "quarter", "offset_days": None, "at_time": None, "offset_minutes": -15}


@pytest.fixture
def time(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the service, when the reminder an hour before the start is due."""
    made = Clock(DUE)
    monkeypatch.setattr(clock, "now", made)
    return made


def test_within_the_last_hour_the_confirmation_has_the_button_and_says_everything(
    app: Flask, session: Session, client: FlaskClient, smtp: Sink, time: Clock
) -> None:
    meeting = "https://meet.example.org/secret"
    webinar = webinar_with(session, {"key": "hour", **HOUR}, QUARTER, meeting_url=meeting)
    early = register(session, webinar)
    assert work_once(app) == 1
    time.forward(minutes=20)
    session.rollback()
    signup = make_signup(session, webinars=[webinar], created_at=time.now, language="en")
    late = signup.email
    key = current_settings().link_key
    confirm_sign_up(derive(key, Purpose.CONFIRM, signup.id, signup.generation), now=time.now)

    assert work_once(app) == 2
    confirmation, invitation = smtp.messages_to(late)
    (button,) = page_of(confirmation).select(".key a")
    assert button["href"] in text_of(confirmation)
    assert re.search(r"/en/join/\S+", button["href"])
    assert invitation["Subject"] != confirmation["Subject"]

    time.now = webinar.starts_at - timedelta(minutes=15)
    work_once(app)
    assert {(each.recipient, each.state) for each in reminders(session)} == {
        (early, MessageState.SENT)
    }
    time.now = webinar.starts_at - timedelta(minutes=5)
    opened = client.get(button["href"].removeprefix("http://localhost"))
    assert opened.status_code == 200
    assert b"<form" in opened.data
