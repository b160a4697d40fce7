from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_invitation, make_message, make_registration, make_webinar
from tests.mail.mails import composed
from tests.mail.reading import calendar_of
from tests.support.reminders import make_occurrence
from webinars.database.engine import transaction
from webinars.models.message import DropReason, Message, MessageKind, MessageState, Subject
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.steps.invitations import issue_invitation
from webinars.steps.leaving import leave

WAITING, CONFIRMED = RegistrationState.WAITING, RegistrationState.CONFIRMED
CANCELLED = RegistrationState.CANCELLED

pytestmark = pytest.mark.usefixtures("app")


def leaves(registration: Registration, now: datetime) -> None:
    number = registration.id
    with transaction() as session:
        leave(session, session.get_one(Registration, number), now=now)


def told(session: Session, kind: MessageKind = MessageKind.LEFT) -> list[Message]:
    session.expire_all()
    return list(session.scalars(select(Message).where(Message.kind == kind)))


def entry_of(mail: EmailMessage) -> tuple[str, Any]:
    calendar = Calendar.from_ical(calendar_of(mail))
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_who_leaves_frees_the_seat_for_whoever_waits_longest(
    session: Session, now: datetime
) -> None:
    webinar = make_webinar(session, capacity=1)
    seated = make_registration(session, webinar=webinar)
    waiting = make_registration(session, webinar=webinar, state=WAITING)

    leaves(seated, now)

    session.expire_all()
    assert (seated.state, seated.cancelled_at) == (CANCELLED, now)
    assert waiting.state == CONFIRMED
    assert session.get_one(Webinar, webinar.id).seats_taken == 1
    assert [message.subject_id for message in told(session, MessageKind.MOVED_UP)] == [waiting.id]


def test_leaving_twice_is_leaving_once(session: Session, now: datetime) -> None:
    registration = make_registration(session)
    make_invitation(session, registration)

    leaves(registration, now)
    leaves(registration, now)

    assert len(told(session)) == 1
    assert session.get_one(Webinar, registration.webinar_id).seats_taken == 0
    assert session.scalars(select(Invitation.sequence)).all() == [1]


def test_who_gives_up_waiting_takes_nobodys_seat_and_gets_no_calendar_entry(
    session: Session, now: datetime
) -> None:
    webinar = make_webinar(session, capacity=1)
    make_registration(session, webinar=webinar)
    waiting = make_registration(session, webinar=webinar, state=WAITING)

    leaves(waiting, now)

    (message,) = told(session)
    mail = composed(message, session)
    assert session.get_one(Webinar, webinar.id).seats_taken == 1
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert "Warteliste" in mail["Subject"]


def test_the_entry_of_who_left_is_cancelled_for_this_person_only(
    session: Session, now: datetime
) -> None:
    registration = make_registration(session)
    invitation = make_invitation(session, registration, sequence=4)

    leaves(registration, now)

    (message,) = told(session)
    method, event = entry_of(composed(message, session))
    assert method == "CANCEL"
    assert (event["UID"], event["SEQUENCE"]) == (invitation.uid, 5)
    assert event["ATTENDEE"] == f"mailto:{registration.attendee.email}"
    assert "STATUS" not in event
    assert event.walk("VALARM") == []
    assert "/join/" not in event.to_ical().decode()


def test_who_registers_again_at_once_has_the_higher_sequence_in_whatever_order_they_leave(
    session: Session, now: datetime
) -> None:
    first = make_registration(session)
    make_invitation(session, first)
    leaves(first, now)
    again = make_registration(session, webinar=first.webinar, attendee=first.attendee)
    with transaction() as writing:
        issue_invitation(writing, again.attendee_id, again.webinar_id)
    values = {"subject_type": Subject.REGISTRATION, "subject_id": again.id}
    invited = make_message(session, kind=MessageKind.INVITATION, **values)

    (message,) = told(session)
    cancelled = entry_of(composed(message, session))
    requested = entry_of(composed(invited, session))

    assert (cancelled[0], cancelled[1]["SEQUENCE"]) == ("CANCEL", 1)
    assert (requested[0], requested[1]["SEQUENCE"]) == ("REQUEST", 2)


def test_what_was_still_to_be_sent_about_the_place_is_dropped(
    session: Session, now: datetime
) -> None:
    registration, other = make_registration(session), make_registration(session)
    occurrence = make_occurrence(session, webinar=registration.webinar)
    about = {"subject_type": Subject.REGISTRATION, "kind": MessageKind.INVITATION}
    own = make_message(session, subject_id=registration.id, **about)
    foreign = make_message(session, subject_id=other.id, **about)
    reminder = make_message(
        session,
        subject_type=Subject.OCCURRENCE,
        subject_id=occurrence.id,
        attendee_id=registration.attendee_id,
    )

    leaves(registration, now)

    session.expire_all()
    for message in (own, reminder):
        assert (message.state, message.reason) == (MessageState.DROPPED, DropReason.CANCELLED)
        assert message.settled_at == now
    assert foreign.state == MessageState.QUEUED


@pytest.mark.parametrize("ended", [True, False])
def test_a_webinar_that_is_over_or_cancelled_cannot_be_left(
    session: Session, now: datetime, ended: bool
) -> None:
    webinar = make_webinar(session)
    registration = make_registration(session, webinar=webinar)
    if not ended:
        webinar.state = WebinarState.CANCELLED
        session.commit()

    leaves(registration, webinar.ends_at if ended else now)

    session.expire_all()
    assert registration.state == CONFIRMED
    assert told(session) == []
