from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.factories import NOW, make_attendee, make_registration
from tests.support.faults import rename_table
from tests.support.planning import HOUR, occurrences, register, reminders, webinar_with
from tests.support.reminders import make_attendance, make_reminder_objection, make_suppression
from webinars.database.engine import db, transaction
from webinars.models.message import Lane, MessageState, Subject
from webinars.models.objection import ReminderObjection
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Anchor, Audience
from webinars.services.reminders import queue_due
from webinars.steps.waiting_list import promote_waiting

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


def test_nothing_is_queued_before_its_moment(session, webinar):
    register(session, webinar)

    assert queue_due(before_start(webinar, minutes=60, seconds=1)) == 0
    assert reminders(session) == []


def test_at_its_moment_everybody_gets_one_message_in_their_language(session, webinar):
    wanted = {register(session, webinar, language=each): each for each in ("de", "fr", "en")}
    now = before_start(webinar, minutes=60)

    assert queue_due(now) == 3

    found = reminders(session)
    (occurrence,) = occurrences(session)
    assert {each.recipient: each.language for each in found} == wanted
    assert {each.state for each in found} == {MessageState.QUEUED}
    assert {(each.due_at, each.useful_until) for each in found} == {(now, webinar.starts_at)}
    assert {(each.subject_type, each.subject_id) for each in found} == {
        (Subject.OCCURRENCE, occurrence.id)
    }
    assert len({each.message_id for each in found}) == 3
    assert all(each.message_id.endswith("@example.org>") for each in found)
    assert (occurrence.state, occurrence.queued_at) == (QUEUED, now)


def test_queueing_again_queues_nothing(session, webinar):
    register(session, webinar)
    now = before_start(webinar, minutes=60)

    assert [queue_due(now), queue_due(now)] == [1, 0]


def test_planners_side_by_side_queue_each_message_once(app, session, webinar):
    for _ in range(20):
        register(session, webinar)
    session.rollback()
    now, start, queued = before_start(webinar, minutes=60), threading.Barrier(4), []

    def work():
        with app.app_context():
            start.wait()
            queued.append(queue_due(now))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(queued) == [0, 0, 0, 20]
    assert len(reminders(session)) == 20


def test_a_crash_while_queueing_leaves_nothing_and_the_next_planner_queues_all(
    app, session, webinar
):
    register(session, webinar)
    session.rollback()
    now = before_start(webinar, minutes=60)
    rename_table(app, "messages", "messages_elsewhere")
    with pytest.raises(Exception, match="messages"):
        queue_due(now)
    rename_table(app, "messages_elsewhere", "messages")

    assert [each.state for each in occurrences(session)] == [PLANNED]
    assert queue_due(now) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_that_somebody_holds_holds_up_no_other(app, session, webinar):
    other = webinar_with(session)
    for each in (webinar, other):
        register(session, each)
    held, free = sorted(occurrences(session), key=lambda row: row.id)
    held_id, free_id, now = held.id, free.id, before_start(webinar, minutes=60)
    session.rollback()
    with db.engine.begin() as connection:
        connection.execute(select(Occurrence).where(Occurrence.id == held_id).with_for_update())
        with pytest.raises(OperationalError, match="lock timeout"):
            queue_due(now)

    states = {row.id: row.state for row in occurrences(session)}
    assert states == {held_id: PLANNED, free_id: QUEUED}
    assert queue_due(now) == 1


def test_who_confirmed_less_than_half_an_hour_before_it_is_due_does_not_get_it(session, webinar):
    due = before_start(webinar, minutes=60)
    early = register(session, webinar, confirmed_at=due - timedelta(minutes=30))
    register(session, webinar, confirmed_at=due - timedelta(minutes=29))

    queue_due(due + timedelta(minutes=10))

    assert recipients(session) == [early]


def test_whoever_waits_or_has_cancelled_gets_none(session, webinar):
    register(session, webinar, state=RegistrationState.WAITING)
    register(session, webinar, state=RegistrationState.CANCELLED)

    assert queue_due(before_start(webinar, minutes=60)) == 0


def test_a_reminder_for_those_who_wait_goes_to_them_alone(session):
    webinar = webinar_with(session, {**HOUR, "audience": Audience.WAITING})
    register(session, webinar)
    waiting = register(session, webinar, state=RegistrationState.WAITING)

    queue_due(before_start(webinar, minutes=60))

    assert recipients(session) == [waiting]


def test_who_moves_up_gets_only_the_reminders_still_to_come(session):
    half = HOUR | {"offset_minutes": -30, "key": "half"}
    webinar = webinar_with(session, {"key": "hour", **HOUR}, half, capacity=1)
    waiter = make_attendee(session)
    leaving = make_registration(session, webinar=webinar)
    make_registration(session, webinar=webinar, attendee=waiter, state=RegistrationState.WAITING)
    leaving.state = RegistrationState.CANCELLED
    webinar.seats_taken = 0
    session.commit()
    with transaction() as writing:
        promote_waiting(writing, webinar.id, now=before_start(webinar, minutes=61))

    queue_due(before_start(webinar, minutes=60))
    assert reminders(session) == []
    queue_due(before_start(webinar, minutes=30))
    assert recipients(session) == [waiter.email]


def test_who_objects_or_is_suppressed_gets_none(session, webinar):
    silent, here, elsewhere = (make_attendee(session) for _ in range(3))
    for each in (silent, here, elsewhere):
        register(session, webinar, attendee=each)
    other = webinar_with(session)
    make_reminder_objection(session, silent)
    for person, about in ((here, webinar), (elsewhere, other)):
        session.add(ReminderObjection(attendee_id=person.id, webinar_id=about.id, created_at=NOW))
    session.commit()
    make_suppression(session, register(session, webinar))

    queue_due(before_start(webinar, minutes=60))

    assert recipients(session) == [elsewhere.email]


def test_after_the_webinar_those_who_came_and_those_who_did_not_are_told_apart(session):
    webinar = webinar_with(
        session,
        {**AFTER, "audience": Audience.ATTENDED},
        {**AFTER, "audience": Audience.ABSENT, "offset_minutes": 60},
    )
    came, stayed_away = register(session, webinar), register(session, webinar)
    registration = session.scalars(select(Registration).order_by(Registration.id)).first()
    make_attendance(session, registration)

    queue_due(webinar.ends_at + timedelta(minutes=30))
    assert recipients(session) == [came]
    assert reminders(session)[0].lane == Lane.FOLLOW_UP
    queue_due(webinar.ends_at + timedelta(minutes=60))
    assert recipients(session) == sorted([came, stayed_away])


def test_nobody_was_absent_while_no_joins_are_known(session):
    webinar = webinar_with(session, {**AFTER, "audience": Audience.ABSENT})
    register(session, webinar)

    assert queue_due(webinar.ends_at + timedelta(days=1)) == 0
