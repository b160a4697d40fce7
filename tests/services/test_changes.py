from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_message, make_registration, make_webinar, texts
from tests.support.changes import (
    is_wanted,
    later,
    make_editor,
    make_seated,
    make_waiting,
    messages_of,
    queued_kinds,
    send,
)
from tests.support.reminders import make_occurrence
from tests.support.statements import recorded_statements
from webinars.errors import ChangeRefusedError, Refusal
from webinars.mail.compose import ComposeError, compose
from webinars.models.audit import AuditEntry
from webinars.models.message import DropReason, Message, MessageKind, MessageState, Subject
from webinars.models.occurrence import OccurrenceState
from webinars.models.organiser import Organiser
from webinars.models.registration import Invitation, RegistrationState
from webinars.models.schedule import Schedule
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.changes import cancel_webinar, move_webinar, undo_move

MOVED, INVITATION = MessageKind.MOVED, MessageKind.INVITATION
SETTLE = timedelta(seconds=120)


@pytest.fixture
def webinar(session: Session) -> Webinar:
    return make_webinar(session)


@pytest.fixture
def editor(session: Session, webinar: Webinar) -> Organiser:
    return make_editor(session, webinar)


def move(editor: Organiser, webinar: Webinar, now: datetime, **by: float) -> int:
    time = later(webinar, **(by or {"days": 1}))
    return move_webinar(editor, webinar.key, time, {}, seen=webinar.schedule_version, now=now)


def sequence_of(session: Session) -> int:
    session.rollback()
    return session.scalars(select(Invitation.sequence)).one()


def test_a_move_changes_the_time_keeps_the_version_and_is_written_down(
    session, webinar, editor, now
):
    old_start, reasons = webinar.starts_at, texts("Illness")

    move_webinar(editor, webinar.key, later(webinar, days=1), reasons, seen=1, now=now)

    session.refresh(webinar)
    assert webinar.starts_at == old_start + timedelta(days=1)
    assert webinar.ends_at - webinar.starts_at == timedelta(minutes=75)
    assert (webinar.schedule_version, webinar.revision) == (2, 1)
    kept = session.scalars(select(Schedule).order_by(Schedule.version)).all()
    assert [(row.version, row.starts_at) for row in kept] == [
        (1, old_start),
        (2, webinar.starts_at),
    ]
    assert kept[1].reasons == reasons
    (entry,) = session.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.actor) == ("webinar.moved", f"organiser {editor.id}")


def test_everybody_is_told_once_when_the_settle_time_is_over(session, webinar, editor, now):
    seated, waiting = make_seated(session, webinar), make_waiting(session, webinar)
    gone = make_registration(session, webinar=webinar, state=RegistrationState.CANCELLED)
    elsewhere = make_seated(session, make_webinar(session))

    assert move(editor, webinar, now) == 2

    for registration in (seated, waiting):
        (message,) = messages_of(session, registration, kind=MOVED)
        assert (message.version, message.due_at) == (2, now + SETTLE)
        assert message.recipient == registration.attendee.email
        assert message.recipient_hash == registration.attendee.recipient_hash
        assert message.attendee_id == registration.attendee_id
        assert is_wanted(session, message)
    for registration in (gone, elsewhere):
        assert messages_of(session, registration, kind=MOVED) == []


def test_each_of_many_messages_has_an_identity_of_its_own(session, webinar, editor, now):
    for _ in range(5):
        make_seated(session, webinar)

    move(editor, webinar, now)

    found = session.scalars(select(Message.message_id).where(Message.kind == MOVED)).all()
    assert len(set(found)) == 5
    assert all(each.startswith("<") and each.endswith("@example.org>") for each in found)


def test_a_move_costs_as_many_statements_for_many_as_for_one(app, session, now):
    counts = []
    for people in (1, 6):
        webinar = make_webinar(session)
        editor = make_editor(session, webinar)
        for _ in range(people):
            make_seated(session, webinar)
        with recorded_statements() as seen:
            move(editor, webinar, now)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_nobody_gets_a_mail_of_the_old_version_any_more(session, webinar, editor, now):
    late = make_seated(session, webinar, invited=False)
    occurrence = make_occurrence(session, webinar=webinar)
    queued = make_occurrence(session, webinar=webinar, state=OccurrenceState.QUEUED)
    reminder = make_message(
        session,
        subject_type=Subject.OCCURRENCE,
        subject_id=queued.id,
        attendee_id=late.attendee_id,
    )

    move(editor, webinar, now)

    (invitation,) = messages_of(session, late, kind=INVITATION)
    for message in (invitation, session.get_one(Message, reminder.id)):
        assert (message.state, message.reason) == (MessageState.DROPPED, DropReason.MOVED)
    session.refresh(occurrence)
    assert (occurrence.state, occurrence.reason) == (OccurrenceState.DROPPED, "moved")


def test_a_mail_on_its_way_is_stopped_before_the_dot(session, webinar, editor, now):
    late = make_seated(session, webinar, invited=False)
    (message,) = messages_of(session, late)
    message.state = MessageState.SENDING
    session.commit()
    assert is_wanted(session, message)

    move(editor, webinar, now)

    assert not is_wanted(session, message)


def test_two_quick_edits_make_one_mail_that_names_the_time_that_was_told(
    session, webinar, editor, now
):
    registration = make_seated(session, webinar, language="en")
    move(editor, webinar, now)
    session.refresh(webinar)
    move(editor, webinar, now + timedelta(minutes=1), hours=2)

    assert queued_kinds(session, registration) == [(MOVED, 3)]
    (message,) = messages_of(session, registration, kind=MOVED, version=3)
    mail = compose(message, session, now).body.decode()
    assert "Before: Wednesday 3 February 2027, 14:00" in mail.replace("=\r\n", "")
    assert "Now: Thursday 4 February 2027, 16:00" in mail.replace("=\r\n", "")
    assert sequence_of(session) == 1


def test_each_move_that_was_sent_raises_the_sequence_and_names_the_one_before(
    session, webinar, editor, now
):
    registration = make_seated(session, webinar, language="en")
    move(editor, webinar, now)
    send(session, messages_of(session, registration, kind=MOVED)[0], now)
    session.refresh(webinar)
    move(editor, webinar, now + timedelta(hours=1))

    message = messages_of(session, registration, kind=MOVED)[-1]
    assert sequence_of(session) == 2
    mail = compose(message, session, now).body.decode().replace("=\r\n", "")
    assert "Before: Thursday 4 February 2027, 14:00" in mail


def test_a_move_whose_mail_may_have_arrived_counts_as_told(session, webinar, editor, now):
    registration = make_seated(session, webinar)
    move(editor, webinar, now)
    (message,) = messages_of(session, registration, kind=MOVED)
    message.ambiguous = 1
    session.commit()
    session.refresh(webinar)
    back = later(webinar, days=-1)

    assert move_webinar(editor, webinar.key, back, {}, seen=2, now=now) == 1
    assert sequence_of(session) == 2


def test_who_was_told_nothing_of_a_move_is_told_nothing_when_it_is_taken_back(
    session, webinar, editor, now
):
    registration, waiting = make_seated(session, webinar), make_waiting(session, webinar)
    old_start = webinar.starts_at
    move(editor, webinar, now)

    assert undo_move(editor, webinar.key, seen=2, now=now + timedelta(minutes=1)) == 0

    session.refresh(webinar)
    assert (webinar.starts_at, webinar.schedule_version) == (old_start, 3)
    assert queued_kinds(session, registration) == queued_kinds(session, waiting) == []
    (dropped,) = messages_of(session, registration, kind=MOVED)
    assert (dropped.state, dropped.reason) == (MessageState.DROPPED, DropReason.MOVED)


def test_who_had_no_entry_yet_gets_it_after_a_move_that_was_taken_back(
    session, webinar, editor, now
):
    registration = make_seated(session, webinar, invited=False)
    move(editor, webinar, now)
    assert queued_kinds(session, registration) == [(MOVED, 2)]

    undo_move(editor, webinar.key, seen=2, now=now)

    assert queued_kinds(session, registration) == [(INVITATION, 3)]
    (message,) = messages_of(session, registration, version=3)
    assert is_wanted(session, message)


def test_who_registers_after_a_move_is_not_told_of_it(session, webinar, editor, now):
    move(editor, webinar, now)
    session.refresh(webinar)
    fresh = make_seated(session, webinar, invited=False)

    undo = move(editor, webinar, now, hours=3)

    assert undo == 1
    assert queued_kinds(session, fresh) == [(MOVED, 3)]


def test_a_notice_that_says_nothing_new_is_dropped_when_it_is_written(session, webinar, now):
    registration = make_seated(session, webinar)
    webinar.schedule_version = 1
    message = make_message(
        session,
        kind=MOVED,
        subject_type=Subject.REGISTRATION,
        subject_id=registration.id,
        version=2,
    )

    with pytest.raises(ComposeError, match="knows this time"):
        compose(message, session, now)


def test_an_undo_comes_too_late_once_a_mail_has_left(session, webinar, editor, now):
    registration = make_seated(session, webinar)
    move(editor, webinar, now)
    send(session, messages_of(session, registration, kind=MOVED)[0], now)

    with pytest.raises(ChangeRefusedError) as refused:
        undo_move(editor, webinar.key, seen=2, now=now + SETTLE / 2)

    assert refused.value.why is Refusal.MEANWHILE
    session.refresh(webinar)
    assert webinar.schedule_version == 2


def test_a_cancelled_webinar_tells_everybody_at_once_and_drops_everything_else(
    session, webinar, editor, now
):
    late, waiting = make_seated(session, webinar, invited=False), make_waiting(session, webinar)
    occurrence = make_occurrence(session, webinar=webinar)
    reasons = texts("Illness")

    assert cancel_webinar(editor, webinar.key, reasons, seen=1, now=now) == 2

    session.refresh(webinar)
    assert (webinar.state, webinar.cancelled_at) == (WebinarState.CANCELLED, now)
    assert (webinar.schedule_version, webinar.cancellation_reasons) == (2, reasons)
    for registration in (late, waiting):
        assert queued_kinds(session, registration) == [(MessageKind.CANCELLED, 2)]
        (message,) = messages_of(session, registration, state=MessageState.QUEUED)
        assert message.due_at == now
        assert is_wanted(session, message)
    session.refresh(occurrence)
    assert (occurrence.state, occurrence.reason) == (OccurrenceState.DROPPED, "cancelled")
    assert sequence_of(session) == 1


def test_registration_closes_as_long_before_the_start_as_it_did(session, webinar, editor, now):
    webinar.closes_at = webinar.starts_at - timedelta(hours=1)
    session.commit()

    move(editor, webinar, now, days=2)

    session.refresh(webinar)
    assert webinar.closes_at == webinar.starts_at - timedelta(hours=1)
