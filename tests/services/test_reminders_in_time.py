from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_message
from tests.support.planning import HOUR, occurrences, plan, register, reminders, webinar_with
from webinars.models.message import MessageState
from webinars.models.occurrence import OccurrenceState
from webinars.models.reminder import Anchor
from webinars.models.webinar import WebinarState
from webinars.models.worker_sign import WorkerSign
from webinars.queries.reminders import next_due_time
from webinars.services.reminders import queue_due, repair_plans
from webinars.steps.occurrences import Cause

PLANNED, QUEUED = OccurrenceState.PLANNED, OccurrenceState.QUEUED
MISSED, DROPPED = OccurrenceState.MISSED, OccurrenceState.DROPPED
AFTER = {"anchor": Anchor.END, "offset_days": None, "at_time": None, "offset_minutes": 30}


@pytest.fixture
def webinar(session):
    return webinar_with(session)


def before_start(webinar, **delta):
    return webinar.starts_at - timedelta(**delta)


def recipients(session):
    return sorted(message.recipient for message in reminders(session))


def test_what_is_not_useful_any_more_is_missed_and_nothing_is_sent(session, webinar):
    register(session, webinar)

    assert queue_due(webinar.starts_at) == 0

    (occurrence,) = occurrences(session)
    assert (occurrence.state, occurrence.reason) == (MISSED, Cause.TOO_LATE)
    assert reminders(session) == []


def test_after_26_hours_without_a_worker_only_the_latest_useful_reminder_is_queued(session):
    webinar = webinar_with(
        session,
        {"key": "two", "offset_days": -2},
        {"key": "day", "at_time": "09:00"},
        {"key": "hour", **HOUR},
    )
    address = register(session, webinar)
    now = before_start(webinar, minutes=30)
    assert now - occurrences(session)[1].due_at > timedelta(hours=20)

    queue_due(now)

    assert [each.state for each in occurrences(session)] == [MISSED, MISSED, QUEUED]
    assert recipients(session) == [address]


@pytest.mark.parametrize("state", [WebinarState.CANCELLED, WebinarState.DRAFT])
def test_a_webinar_that_was_cancelled_in_between_reminds_nobody(session, webinar, state):
    register(session, webinar)
    webinar.state = state
    session.commit()

    assert queue_due(before_start(webinar, minutes=60)) == 0
    assert [each.state for each in occurrences(session)] == [DROPPED]


def test_a_move_that_nobody_planned_for_reminds_nobody_of_the_old_time(session, webinar):
    register(session, webinar)
    due = before_start(webinar, minutes=60)
    webinar.schedule_version += 1
    webinar.starts_at += timedelta(days=1)
    webinar.ends_at += timedelta(days=1)
    session.commit()

    assert queue_due(due) == 0
    assert [(each.version, each.state) for each in occurrences(session)] == [
        (1, DROPPED),
        (2, PLANNED),
    ]


def test_after_a_move_the_same_people_are_reminded_again(session, webinar):
    address = register(session, webinar)
    queue_due(before_start(webinar, minutes=60))
    webinar.schedule_version += 1
    webinar.starts_at += timedelta(days=1)
    webinar.ends_at += timedelta(days=1)
    session.commit()
    plan(webinar, webinar.starts_at - timedelta(hours=20))

    queue_due(before_start(webinar, minutes=60))

    assert recipients(session) == [address, address]
    assert [each.version for each in reminders(session)] == [1, 2]


def test_the_repair_plans_what_was_forgotten_and_drops_what_should_not_be_there(session, webinar):
    session.delete(occurrences(session)[0])
    gone = webinar_with(session)
    gone.state = WebinarState.CANCELLED
    session.commit()

    repair_plans(NOW)

    assert {(each.webinar_id, each.state) for each in occurrences(session)} == {
        (webinar.id, PLANNED),
        (gone.id, DROPPED),
    }


def test_the_planner_shows_signs_of_life(session, settings):
    later = timedelta(seconds=settings.heartbeat_seconds)
    seen = []
    for now in (NOW, NOW + later / 2, NOW + later):
        queue_due(now)
        session.rollback()
        seen.append(session.scalars(select(WorkerSign.seen_at)).one())

    assert seen == [NOW, NOW, NOW + later]


def test_the_next_moment_is_known_beforehand(session, webinar):
    assert next_due_time(NOW) == before_start(webinar, minutes=60)
    assert next_due_time(webinar.starts_at) is None


def test_a_message_asked_for_before_is_not_asked_for_again(session, webinar):
    address = register(session, webinar)
    queue_due(before_start(webinar, minutes=60))
    (message,) = reminders(session)
    (occurrence,) = occurrences(session)
    message.state = MessageState.SENT
    occurrence.state = PLANNED
    session.commit()
    make_message(session)

    assert queue_due(before_start(webinar, minutes=50)) == 0
    assert [(each.recipient, each.state) for each in reminders(session)] == [
        (address, MessageState.SENT)
    ]
