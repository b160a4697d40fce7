"""Writing to many people at once: whom it reaches, how often, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import make_attendee, make_registration, make_webinar, texts
from tests.support.announcements import make_announcement
from tests.support.changes import make_editor
from tests.support.organisers import make_organiser
from webinars.database.subjects import drop_reason, still_wanted
from webinars.errors import ChangeRefusedError, NotFoundError, Refusal
from webinars.models.announcement import Announcement, Readers
from webinars.models.attendance import Attendance
from webinars.models.audit import AuditEntry
from webinars.models.message import DropReason, Lane, Message, MessageKind, MessageState
from webinars.models.objection import ReminderObjection, Suppression, SuppressionReason
from webinars.models.organiser import Role
from webinars.models.registration import RegistrationState
from webinars.models.webinar import WebinarState
from webinars.queries.announcements import count_meant
from webinars.queries.letters import find_letter_departure
from webinars.queries.people import ELSEWHERE
from webinars.services.announcements import (
    USEFUL_AFTERWARDS,
    Letter,
    draft_announcement,
    edit_announcement,
    send_announcement,
    withhold_announcement,
)

LETTER = Letter(
    readers=Readers.CONFIRMED, region="", titles=texts("A question"), texts=texts("Bring one")
)


@pytest.fixture
def webinar(session):
    return make_webinar(session)


@pytest.fixture
def organiser(session, webinar):
    return make_editor(session, webinar)


def register(session, webinar, state=RegistrationState.CONFIRMED, **person):
    attendee = make_attendee(session, **person)
    return make_registration(session, webinar=webinar, attendee=attendee, state=state)


def let_join(session, registration):
    """Let somebody use the join button at the start."""
    at = registration.webinar.starts_at
    session.add(
        Attendance(
            registration_id=registration.id,
            attendee_id=registration.attendee_id,
            joined_at=at,
            last_joined_at=at,
        )
    )
    session.commit()


def messages(session):
    found = session.query(Message).filter_by(kind=MessageKind.ANNOUNCEMENT)
    return found.order_by(Message.id).populate_existing().all()


def send(session, organiser, webinar, now, **letter):
    """Send to these readers; return the announcement."""
    row = make_announcement(session, webinar, **letter)
    send_announcement(organiser, webinar.key, row.id, seen=row.version, now=now)
    session.refresh(row)
    return row


def wanted(session, message):
    found = session.query(Message.id).filter(
        Message.id == message.id, still_wanted(MessageKind.ANNOUNCEMENT)
    )
    return found.first() is not None


@pytest.mark.parametrize(
    ("readers", "reached"),
    [
        (Readers.REGISTERED, {"seated", "waits", "asks"}),
        (Readers.CONFIRMED, {"seated"}),
        (Readers.WAITING, {"waits"}),
        (Readers.REQUESTED, {"asks"}),
    ],
)
def test_everybody_who_is_meant_gets_one_message(
    session, organiser, webinar, now, readers, reached
):
    people = {
        "seated": RegistrationState.CONFIRMED,
        "waits": RegistrationState.WAITING,
        "asks": RegistrationState.REQUESTED,
        "left": RegistrationState.CANCELLED,
    }
    for name, state in people.items():
        register(session, webinar, state, email=f"{name}@example.org", language="fr")
    register(session, make_webinar(session))

    row = send(session, organiser, webinar, now, readers=readers)

    made = messages(session)
    assert {each.recipient for each in made} == {f"{name}@example.org" for name in reached}
    assert len(made) == len(reached)
    for each in made:
        assert (each.language, each.lane, each.version) == ("fr", Lane.FOLLOW_UP, row.version)
        assert each.due_at == now + timedelta(seconds=120)
        assert each.useful_until == webinar.ends_at
        assert wanted(session, each)
    assert count_meant(row) == {"fr": len(reached)}
    entry = session.query(AuditEntry).filter_by(action="announcement.sent").one()
    assert entry.details == {"announcement": row.id, "told": len(reached)}
    assert (entry.actor, entry.subject_id) == (f"organiser {organiser.id}", webinar.id)


@pytest.mark.parametrize(("region", "reached"), [("saxony", ["de"]), (ELSEWHERE, ["fr"])])
def test_a_region_leaves_the_others_out(session, organiser, webinar, now, region, reached):
    register(session, webinar, region="saxony", language="de")
    register(session, webinar, region="", language="fr")
    register(session, webinar, region="wallonia", language="en")

    send(session, organiser, webinar, now, region=region)

    assert [each.language for each in messages(session)] == reached


def test_an_address_that_refuses_is_neither_counted_nor_written_to(
    session, organiser, webinar, now
):
    refusing = register(session, webinar)
    hashed = refusing.attendee.recipient_hash
    reason = SuppressionReason.HARD_BOUNCE
    session.add(Suppression(recipient_hash=hashed, reason=reason, created_at=now))
    session.commit()

    row = send(session, organiser, webinar, now)

    assert messages(session) == []
    assert count_meant(row) == {}


def test_no_reminders_stops_a_follow_up_and_nothing_that_is_needed(
    session, organiser, webinar, now
):
    after = webinar.ends_at + timedelta(hours=1)
    for name in ("wants", "objects"):
        person = register(session, webinar, email=f"{name}@example.org")
        let_join(session, person)
    session.add(ReminderObjection(attendee_id=person.attendee_id, created_at=now))
    session.commit()

    send(session, organiser, webinar, after, readers=Readers.ATTENDED)
    assert [each.recipient for each in messages(session)] == ["wants@example.org"]
    assert messages(session)[0].useful_until == (after + timedelta(seconds=120) + USEFUL_AFTERWARDS)
    send(session, organiser, webinar, now, readers=Readers.CONFIRMED)
    assert len(messages(session)) == 3


def test_who_objects_while_a_follow_up_waits_does_not_get_it(session, organiser, webinar, now):
    after = webinar.ends_at + timedelta(hours=1)
    person = register(session, webinar)
    let_join(session, person)
    send(session, organiser, webinar, after, readers=Readers.ATTENDED)
    (message,) = messages(session)

    session.add(ReminderObjection(attendee_id=person.attendee_id, created_at=after))
    session.commit()

    assert not wanted(session, message)
    assert drop_reason(session, message) is DropReason.OPTED_OUT


def test_who_leaves_while_it_waits_does_not_get_it(session, organiser, webinar, now):
    person = register(session, webinar)
    send(session, organiser, webinar, now)
    (message,) = messages(session)

    person.state = RegistrationState.CANCELLED
    session.commit()

    assert not wanted(session, message)
    assert drop_reason(session, message) is DropReason.CANCELLED


def test_taken_back_in_time_nobody_gets_it_and_it_can_be_sent_anew(
    session, organiser, webinar, now
):
    register(session, webinar)
    row = send(session, organiser, webinar, now)
    assert find_letter_departure(row) == now + timedelta(seconds=120)
    in_time = now + timedelta(seconds=60)

    withhold_announcement(organiser, webinar.key, row.id, seen=row.version, now=in_time)

    (first,) = messages(session)
    assert (first.state, first.reason) == (MessageState.DROPPED, DropReason.OVERTAKEN)
    edit_announcement(organiser, webinar.key, row.id, LETTER, seen=row.version)
    session.refresh(row)
    send_announcement(organiser, webinar.key, row.id, seen=row.version, now=in_time)
    second = messages(session)[1]
    assert second.state == MessageState.QUEUED
    assert wanted(session, second)
    assert not wanted(session, first)


def test_one_on_its_way_when_it_is_taken_back_is_stopped(session, organiser, webinar, now):
    register(session, webinar)
    row = send(session, organiser, webinar, now)
    (message,) = messages(session)
    row.version += 1
    row.released_at = None
    session.commit()

    assert not wanted(session, message)
    assert drop_reason(session, message) is DropReason.OVERTAKEN


@pytest.mark.parametrize("late", [True, False])
def test_once_mails_leave_nothing_is_taken_back(session, organiser, webinar, now, late):
    register(session, webinar)
    row = send(session, organiser, webinar, now)
    if not late:
        messages(session)[0].attempt = 1
        messages(session)[0].state = MessageState.SENDING
        session.commit()
    moment = now + timedelta(seconds=120 if late else 10)

    with pytest.raises(ChangeRefusedError):
        withhold_announcement(organiser, webinar.key, row.id, seen=row.version, now=moment)

    assert messages(session)[0].state != MessageState.DROPPED


def test_pressing_twice_sends_once(session, organiser, webinar, now):
    register(session, webinar)
    row = make_announcement(session, webinar)
    seen = row.version
    send_announcement(organiser, webinar.key, row.id, seen=seen, now=now)

    with pytest.raises(ChangeRefusedError):
        send_announcement(organiser, webinar.key, row.id, seen=seen, now=now)
    with pytest.raises(ChangeRefusedError):
        edit_announcement(organiser, webinar.key, row.id, LETTER, seen=seen)

    assert len(messages(session)) == 1


def test_what_others_edited_meanwhile_is_not_sent_unread(session, organiser, webinar, now):
    number = draft_announcement(organiser, webinar.key, LETTER, now=now)
    edit_announcement(organiser, webinar.key, number, replace(LETTER, region="saxony"), seen=1)

    with pytest.raises(ChangeRefusedError) as refused:
        send_announcement(organiser, webinar.key, number, seen=1, now=now)

    assert refused.value.why is Refusal.MEANWHILE
    assert session.get(Announcement, number).region == "saxony"
    assert messages(session) == []


@pytest.mark.parametrize("readers", [Readers.ATTENDED, Readers.ABSENT])
def test_who_took_part_is_not_guessed_before_the_end(session, organiser, webinar, now, readers):
    with pytest.raises(ChangeRefusedError):
        send(session, organiser, webinar, now, readers=readers)


@pytest.mark.parametrize("state", [WebinarState.DRAFT, WebinarState.CANCELLED])
def test_people_of_what_is_not_published_are_not_written_to(
    session, organiser, webinar, now, state
):
    register(session, webinar)
    webinar.state = state
    session.commit()

    with pytest.raises(ChangeRefusedError):
        send(session, organiser, webinar, now)

    assert messages(session) == []


def test_a_viewer_and_another_host_send_nothing(session, webinar, now):
    row = make_announcement(session, webinar)
    for roles in ({webinar.hosts[0]: Role.VIEWER}, {}):
        stranger = make_organiser(session, roles)
        with pytest.raises(NotFoundError):
            send_announcement(stranger, webinar.key, row.id, seen=1, now=now)
    other = make_webinar(session)
    with pytest.raises(NotFoundError):
        send_announcement(make_editor(session, other), other.key, row.id, seen=1, now=now)
