"""What is queued of a recording follows what is entered later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_hosts
from tests.support.organisers import make_organiser
from tests.support.planning import occurrences, register
from tests.support.recordings import EARLIER, ENTERED, NOTHING, webinar_held
from webinars.models.message import DropReason, Message, MessageState
from webinars.models.occurrence import OccurrenceState
from webinars.models.organiser import Role
from webinars.rules.recordings import RecordingDetails
from webinars.services.recordings import publish_recording, remove_recording
from webinars.services.reminders import queue_due

SETTLE = timedelta(minutes=2)
DAY = timedelta(days=1)
SETTLED = NOW + SETTLE
OTHER = RecordingDetails("https://video.example.org/watch?v=2")
TODAY = replace(ENTERED, until=NOW.date())


@pytest.fixture
def webinar(session):
    made = webinar_held(session)
    for _ in range(3):
        register(session, made, created_at=EARLIER)
    return made


@pytest.fixture
def publish(session, webinar):
    organiser = make_organiser(session, {make_hosts(session)[1]: Role.EDITOR})

    def enter(details, *, seen=NOTHING, now=NOW):
        act = publish_recording if details.url else remove_recording
        given = (details,) if details.url else ()
        act(organiser, webinar.key, *given, seen=seen, now=now)
        session.rollback()

    return enter


def messages(session):
    return session.scalars(select(Message).order_by(Message.id)).all()


def test_who_was_left_out_while_it_was_away_is_told_after_all(session, publish):
    publish(ENTERED)
    queue_due(SETTLED)
    publish(NOTHING, seen=ENTERED, now=SETTLED)
    sent, left_out, doubtful = messages(session)
    sent.state, left_out.state = MessageState.SENT, MessageState.DROPPED
    left_out.reason, left_out.body = DropReason.NO_RECORDING, b"of the former one"
    left_out.settled_at = SETTLED
    doubtful.ambiguous, doubtful.body = 1, b"as it was"
    session.commit()

    publish(OTHER, now=SETTLED + DAY)

    assert (sent.state, doubtful.state) == (MessageState.SENT, MessageState.QUEUED)
    assert (doubtful.due_at, doubtful.body) == (SETTLED, b"as it was")
    assert (left_out.state, left_out.reason, left_out.settled_at) == (MessageState.QUEUED, "", None)
    assert (left_out.due_at, left_out.body) == (SETTLED + DAY + SETTLE, None)


def test_who_is_left_out_for_another_reason_stays_so(session, publish):
    publish(ENTERED)
    queue_due(SETTLED)
    publish(NOTHING, seen=ENTERED, now=SETTLED)
    for each in messages(session):
        each.state, each.reason = MessageState.DROPPED, DropReason.OPTED_OUT
    session.commit()

    publish(OTHER, now=SETTLED + DAY)

    assert {each.state for each in messages(session)} == {MessageState.DROPPED}


def test_another_last_day_holds_for_what_is_queued(session, publish):
    publish(TODAY)
    queue_due(SETTLED)
    first, *_ = messages(session)
    first.body = b"can be watched until today"
    session.commit()

    publish(ENTERED, seen=TODAY, now=SETTLED)

    assert {each.useful_until for each in messages(session)} == {SETTLED + 7 * DAY}
    assert {each.due_at for each in messages(session)} == {SETTLED}
    assert first.body is None


def test_a_corrected_address_alone_changes_nothing_that_is_queued(session, publish):
    publish(ENTERED)
    queue_due(SETTLED)
    first, *_ = messages(session)
    first.body = b"leads to the page"
    session.commit()

    publish(OTHER, seen=ENTERED, now=SETTLED)

    assert first.body == b"leads to the page"


def test_what_was_missed_after_the_last_day_is_told_when_that_day_is_later(session, publish):
    publish(TODAY)
    assert queue_due(NOW + DAY) == 0
    (missed,) = occurrences(session)
    assert missed.state == OccurrenceState.MISSED

    publish(ENTERED, seen=TODAY, now=NOW + DAY)

    assert queue_due(NOW + DAY) == 3
