"""Each audit finds its fault, and is silent about what only looks like one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_message,
    make_registration,
    make_signup,
    make_webinar,
)
from tests.support.announcements import make_announcement
from tests.support.reminders import make_occurrence, make_reminder_objection, make_suppression
from tests.support.saving import save
from tests.support.speakers import make_speaker_desk
from webinars.models.message import Message, MessageKind, MessageState, Sender, Subject
from webinars.models.occurrence import OccurrenceState
from webinars.models.registration import RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import WebinarState
from webinars.models.worker_sign import PLANNER, SENDER, TRANSPORT, WorkerSign
from webinars.queries.audits import Audit, count_audits

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def found(now: datetime) -> dict[Audit, int]:
    return {audit: number for audit, number in count_audits(now).items() if number}


def test_an_empty_service_keeps_every_promise(session: Session, now: datetime) -> None:
    assert count_audits(now) == dict.fromkeys(Audit, 0)


@pytest.mark.parametrize(
    ("late", "values", "expected"),
    [
        (5, {}, 0),
        (6, {}, 1),
        (6, {"state": MessageState.SENDING, "owner": "nobody"}, 0),
        (6, {"useful_until": 0}, 0),
        (6, {"useful_until": 1}, 1),
    ],
)
def test_a1_counts_what_waits_too_long(
    session: Session, now: datetime, late: int, values: dict[str, Any], expected: int
) -> None:
    if "useful_until" in values:
        values = {"useful_until": now + values["useful_until"] * MINUTE}
    make_message(session, due_at=now - late * MINUTE, **values)

    assert count_audits(now)[Audit.OVERDUE] == expected


def test_a1_is_silent_while_the_mail_server_is_ill(session: Session, now: datetime) -> None:
    make_message(session, due_at=now - 6 * MINUTE)
    save(session, WorkerSign(part=TRANSPORT, seen_at=now, failing_since=now))

    assert found(now) == {}


def test_a2_counts_what_a_dead_sender_holds(session: Session, now: datetime) -> None:
    for name, minutes in (("dead", -3), ("dying", -1), ("alive", 1)):
        save(session, Sender(name=name, renewed_at=now, expires_at=now + minutes * MINUTE))
        make_message(session, state=MessageState.SENDING, owner=name)
    make_message(session, state=MessageState.SENDING, owner="gone")

    assert found(now) == {Audit.ORPHANED: 2}


def make_due(session: Session, now: datetime, minutes: int = 11, **values: Any) -> Any:
    """Make an occurrence that was due so many minutes ago, and one who should have its message."""
    webinar = make_webinar(session)
    occurrence = make_occurrence(
        session,
        webinar=webinar,
        due_at=now - minutes * MINUTE,
        **{"state": OccurrenceState.QUEUED, **values},
    )
    made = occurrence.due_at - 30 * MINUTE
    return occurrence, make_registration(session, webinar=webinar, created_at=made)


def test_a3_counts_who_should_have_been_reminded(session: Session, now: datetime) -> None:
    make_due(session, now)
    make_due(session, now, state=OccurrenceState.PLANNED)

    assert found(now) == {Audit.FORGOTTEN: 2}


def test_a3_counts_nobody_who_has_a_message_whatever_became_of_it(
    session: Session, now: datetime
) -> None:
    occurrence, registration = make_due(session, now)
    make_message(
        session,
        subject_type=Subject.OCCURRENCE,
        subject_id=occurrence.id,
        attendee_id=registration.attendee_id,
        state=MessageState.DROPPED,
    )

    assert found(now) == {}


def test_a3_counts_nobody_whom_the_planner_leaves_out(session: Session, now: datetime) -> None:
    (_, silent), (_, here), (_, bounced), (other, _) = (make_due(session, now) for _ in range(4))
    make_reminder_objection(session, silent.attendee)
    for about in (here.webinar_id, other.webinar_id):
        make_reminder_objection(session, here.attendee, webinar_id=about)
    make_suppression(session, bounced.attendee.email)

    assert found(now) == {Audit.FORGOTTEN: 1}


def test_a3_gives_an_occurrence_ten_minutes(session: Session, now: datetime) -> None:
    make_due(session, now, minutes=10)

    assert found(now) == {}


@pytest.mark.parametrize(
    "values",
    [
        {"useful_until": datetime.fromisoformat("2027-01-11T09:00:00+00:00")},
        {"state": OccurrenceState.DROPPED},
        {"state": OccurrenceState.MISSED},
        {"version": 2},
        {"audience": Audience.WAITING},
        {"audience": Audience.ATTENDED},
    ],
)
def test_a3_counts_nobody_whom_the_occurrence_does_not_mean(
    session: Session, now: datetime, values: dict[str, Any]
) -> None:
    make_due(session, now, **values)

    assert found(now) == {}


def test_a3_counts_nobody_who_came_late_or_is_not_coming(session: Session, now: datetime) -> None:
    occurrence, registration = make_due(session, now)
    registration.confirmed_at += timedelta(seconds=1)
    make_registration(
        session,
        webinar=occurrence.webinar,
        state=RegistrationState.CANCELLED,
        created_at=now - DAY,
        attendee=make_attendee(session),
    )
    session.commit()

    assert found(now) == {}


def test_a3_counts_nobody_of_a_webinar_that_is_cancelled(session: Session, now: datetime) -> None:
    occurrence, _ = make_due(session, now)
    occurrence.webinar.state = WebinarState.CANCELLED
    session.commit()

    assert found(now) == {}


def test_a3_counts_those_who_wait_when_it_is_for_them(session: Session, now: datetime) -> None:
    occurrence, _ = make_due(session, now, audience=Audience.WAITING)
    make_registration(
        session,
        webinar=occurrence.webinar,
        state=RegistrationState.WAITING,
        created_at=now - DAY,
    )

    assert found(now) == {Audit.FORGOTTEN: 1}


def test_a3_counts_speakers_who_were_invited_in_time(session: Session, now: datetime) -> None:
    occurrence, _ = make_due(session, now, audience=Audience.SPEAKERS)
    for minutes in (30, 29):
        invited_at = occurrence.due_at - minutes * MINUTE
        desk = make_speaker_desk(session, webinar=occurrence.webinar, invited_at=invited_at)
    session.commit()
    assert found(now) == {Audit.FORGOTTEN: 1}

    make_message(
        session,
        kind=MessageKind.SPEAKER_REMINDER,
        subject_type=Subject.SPEAKER,
        subject_id=desk.id - 1,
        version=occurrence.id,
        state=MessageState.DROPPED,
    )
    assert found(now) == {}


def test_a4_counts_what_nobody_decided_for_an_hour(session: Session, now: datetime) -> None:
    for minutes in (60, 61):
        make_message(session, state=MessageState.UNCERTAIN, settled_at=now - minutes * MINUTE)

    assert found(now) == {Audit.UNDECIDED: 1}


def make_past(session: Session, now: datetime) -> list[Message]:
    """Make one message about a webinar that ended a day ago, for each way to be about it."""
    webinar = make_webinar(session, local_start=datetime(2027, 1, 10, 7, 0))
    registration = make_registration(session, webinar=webinar)
    subjects = {
        Subject.REGISTRATION: registration.id,
        Subject.SIGNUP: make_signup(session, webinars=[webinar]).id,
        Subject.OCCURRENCE: make_occurrence(session, webinar=webinar).id,
        Subject.ANNOUNCEMENT: make_announcement(session, webinar).id,
        Subject.WEBINAR: webinar.id,
    }
    return [
        make_message(session, subject_type=kind, subject_id=row, created_at=now - DAY, due_at=now)
        for kind, row in subjects.items()
    ]


def test_a5_counts_what_is_on_its_way_a_day_after_its_webinar(
    session: Session, now: datetime
) -> None:
    made = make_past(session, now)
    assert found(now) == {Audit.UNSETTLED: len(made)}

    made[0].state = MessageState.EXPIRED
    made[1].useful_until = now + MINUTE
    made[2].created_at = now
    session.commit()
    assert found(now) == {Audit.UNSETTLED: len(made) - 3}


def test_a5_is_silent_while_another_webinar_of_the_sign_up_is_ahead(
    session: Session, now: datetime
) -> None:
    past = make_webinar(session, local_start=datetime(2027, 1, 1, 7, 0))
    signup = make_signup(session, webinars=[past, make_webinar(session)])
    make_message(session, subject_id=signup.id, created_at=now - DAY, due_at=now)

    assert found(now) == {}


def test_a6_counts_parts_of_the_worker_without_a_sign(session: Session, now: datetime) -> None:
    for part, seconds in ((PLANNER, 60), (SENDER, 61), (TRANSPORT, 9999)):
        save(session, WorkerSign(part=part, seen_at=now - timedelta(seconds=seconds)))

    assert found(now) == {Audit.SILENT: 1}


def test_a7_counts_webinars_whose_seats_are_miscounted(session: Session, now: datetime) -> None:
    right = make_webinar(session, capacity=1)
    make_registration(session, webinar=right)
    make_registration(session, webinar=right, state=RegistrationState.WAITING)
    wrong = make_webinar(session)
    wrong.seats_taken = 1
    session.commit()

    assert found(now) == {Audit.MISCOUNTED: 1}
