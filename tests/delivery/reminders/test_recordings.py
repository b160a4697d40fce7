"""A mail about a recording leaves only while there is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import NOW
from tests.support.planning import changed_by_another, outcome, register
from tests.support.recordings import EARLIER, URL, WAITS, webinar_held
from webinars.delivery.sender import Sender
from webinars.models.message import DropReason, MessageState
from webinars.models.registration import RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar
from webinars.services.reminders import queue_due
from webinars.steps.occurrences import plan_webinar
from webinars.steps.recordings import settle_recording

SETTLED = NOW + timedelta(minutes=2)


@pytest.fixture
def now() -> datetime:
    return SETTLED


def entered(session: Session) -> None:
    webinar = session.scalars(select(Webinar)).one()
    webinar.recording_url = URL
    settle_recording(webinar, now=NOW)
    plan_webinar(session, webinar, now=NOW)


def taken_away(session: Session) -> None:
    webinar = session.scalars(select(Webinar)).one()
    webinar.recording_url = ""
    settle_recording(webinar, now=SETTLED)
    plan_webinar(session, webinar, now=SETTLED)


def corrected(session: Session) -> None:
    session.execute(update(Webinar).values(recording_url=f"{URL}2"))


@pytest.mark.parametrize("stage", ["before the claim", "DATA"])
@pytest.mark.parametrize(
    ("change", "state", "reason"),
    [
        (taken_away, MessageState.DROPPED, DropReason.NO_RECORDING),
        (corrected, MessageState.SENT, ""),
    ],
)
def test_it_is_dropped_up_to_the_dot_when_the_recording_is_taken_away_not_when_it_moves(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    stage: str,
    change: Callable[[Session], object],
    state: MessageState,
    reason: str,
) -> None:
    webinar = webinar_held(session)
    register(session, webinar, created_at=EARLIER)
    session.rollback()
    changed_by_another(app, entered)()
    assert queue_due(SETTLED) == 1
    session.rollback()

    happen = changed_by_another(app, change)
    if stage == "DATA":
        server.before[stage] = happen
    else:
        happen()
    sender.drain()

    assert outcome(session) == [(state, reason)]


def test_who_has_waited_in_vain_gets_it_too(
    app: Flask, session: Session, sender: Sender, server: ScriptedServer
) -> None:
    webinar = webinar_held(session, {**WAITS, "audience": Audience.WAITING})
    register(session, webinar, created_at=EARLIER, state=RegistrationState.WAITING)
    session.rollback()
    changed_by_another(app, entered)()
    assert queue_due(SETTLED) == 1
    session.rollback()
    assert sender.drain() == 1
    assert outcome(session) == [(MessageState.SENT, "")]
