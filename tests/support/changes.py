"""Webinars that are moved and cancelled, and who hears of it, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_invitation,
    make_message,
    make_registration,
    person,
)
from tests.support.organisers import make_organiser
from webinars.database.subjects import still_wanted
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Organiser, Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.rules.moves import NewTime


def make_editor(session: Session, webinar: Webinar) -> Organiser:
    """Make somebody who may change this webinar."""
    return make_organiser(session, {webinar.hosts[0]: Role.EDITOR})


def later(webinar: Webinar, **by: float) -> NewTime:
    """Return the time of a webinar, so much later."""
    return NewTime(
        local_start=webinar.local_start + timedelta(**by),
        time_zone=webinar.time_zone,
        fold=0,
        duration_minutes=webinar.duration_minutes,
    )


def make_seated(
    session: Session, webinar: Webinar, *, invited: bool = True, language: str = "de"
) -> Registration:
    """Register somebody, with the first mail and its calendar entry sent, or still queued."""
    attendee = make_attendee(session, language=language)
    registration = make_registration(
        session, webinar=webinar, attendee=attendee, schedule_version=webinar.schedule_version
    )
    make_invitation(session, registration)
    make_message(
        session,
        kind=MessageKind.INVITATION,
        recipient=attendee.email,
        attendee_id=attendee.id,
        subject_type=Subject.REGISTRATION,
        subject_id=registration.id,
        version=webinar.schedule_version,
        state=MessageState.SENT if invited else MessageState.QUEUED,
    )
    return registration


def make_waiting(session: Session, webinar: Webinar) -> Registration:
    """Put somebody on the waiting list."""
    return make_registration(session, webinar=webinar, state=RegistrationState.WAITING)


def messages_of(session: Session, registration: Registration, **about: Any) -> list[Message]:
    """Return the messages about a registration, the first first."""
    session.rollback()
    statement = select(Message).where(
        Message.subject_type == Subject.REGISTRATION, Message.subject_id == registration.id
    )
    return list(session.scalars(statement.filter_by(**about).order_by(Message.id)))


def queued_kinds(session: Session, registration: Registration) -> list[tuple[MessageKind, int]]:
    """Return what is still to be sent about a registration: kind and version."""
    queued = messages_of(session, registration, state=MessageState.QUEUED)
    return [(message.kind, message.version) for message in queued]


def is_wanted(session: Session, message: Message) -> bool:
    """Tell whether a message may leave, as asked at its claim and before the final dot."""
    return bool(session.scalar(select(still_wanted(message.kind)).where(Message.id == message.id)))


def send(session: Session, message: Message, now: datetime) -> None:
    """Let a message have been handed over."""
    message.state, message.settled_at = MessageState.SENT, now
    session.commit()


def seat_many(session: Session, webinar: Webinar, count: int) -> None:
    """Give so many people a place, without mails; by few statements."""
    created = webinar.starts_at - timedelta(days=30)
    people = [{**person(created_at=created), "generation": 1, "role": ""} for _ in range(count)]
    for number, each in enumerate(people):
        each["recipient_hash"] = f"{number:064}"
    session.execute(insert(Attendee), people)
    seat = {
        "webinar_id": webinar.id,
        "state": RegistrationState.CONFIRMED,
        "created_at": created,
        "confirmed_at": created,
        "source": "",
        "schedule_version": 1,
    }
    hashes = [each["recipient_hash"] for each in people]
    made = session.scalars(select(Attendee.id).where(Attendee.recipient_hash.in_(hashes)))
    session.execute(insert(Registration), [{**seat, "attendee_id": number} for number in made])
    session.commit()
