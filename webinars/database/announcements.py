"""Whom an announcement means: when its messages are made, and still when each of them leaves."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from webinars.database.reminders import objects
from webinars.models.announcement import FOLLOW_UPS, Announcement, Readers
from webinars.models.message import DropReason, Message
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState

STATES = {
    Readers.REGISTERED: (
        RegistrationState.REQUESTED,
        RegistrationState.WAITING,
        RegistrationState.OFFERED,
        RegistrationState.CONFIRMED,
    ),
    Readers.CONFIRMED: (RegistrationState.CONFIRMED,),
    Readers.WAITING: (RegistrationState.WAITING, RegistrationState.OFFERED),
    Readers.REQUESTED: (RegistrationState.REQUESTED,),
    Readers.ATTENDED: (RegistrationState.CONFIRMED,),
    Readers.ABSENT: (RegistrationState.CONFIRMED,),
}
"""In which state the registrations of each are."""


def is_meant() -> ColumnElement[bool]:
    """Return the condition on messages: not taken back, and still true of the person."""
    states = or_(
        *(
            and_(Announcement.readers == readers, Registration.state.in_(states))
            for readers, states in STATES.items()
        )
    )
    return (
        exists()
        .where(
            _is_out(),
            Webinar.id == Announcement.webinar_id,
            Webinar.state == WebinarState.PUBLISHED,
            Registration.webinar_id == Announcement.webinar_id,
            Registration.attendee_id == Message.attendee_id,
            states,
            ~_opted_out(),
        )
        .correlate(Message)
    )


def announcement_drop_reason(session: Session, message: Message) -> DropReason:
    """Return why a message is dropped that is not meant any more."""
    row = select(Message.id).where(Message.id == message.id)
    if session.scalar(row.where(exists().where(_is_out()).correlate(Message))) is None:
        return DropReason.OVERTAKEN
    unwanted = exists().where(_is_out(), _opted_out()).correlate(Message)
    refused = session.scalar(row.where(unwanted)) is not None
    return DropReason.OPTED_OUT if refused else DropReason.CANCELLED


def _is_out() -> ColumnElement[bool]:
    return and_(
        Announcement.id == Message.subject_id,
        Announcement.version == Message.version,
        Announcement.released_at.is_not(None),
    )


def _opted_out() -> ColumnElement[bool]:
    """Return the condition that it is a follow-up for somebody who wants none."""
    wants_none = objects(Message.attendee_id, Announcement.webinar_id)
    return and_(Announcement.readers.in_(FOLLOW_UPS), wants_none.correlate(Message, Announcement))
