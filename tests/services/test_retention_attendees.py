from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_consent,
    make_hosts,
    make_invitation,
    make_message,
    make_registration,
    make_webinar,
)
from tests.support.news import make_news_reader
from tests.support.notes import make_note
from webinars.database.engine import db
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.base import Base
from webinars.models.message import Message, MessageState
from webinars.models.note import Note
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.services.retention import CleanUp, clean_up

SECOND = timedelta(seconds=1)

NOTHING = CleanUp()

Days = Callable[[str], timedelta]


@pytest.fixture
def days(app: Flask) -> Days:
    settings = app.extensions["webinars_settings"]
    return lambda name: timedelta(days=getattr(settings, f"{name}_days"))


def reloaded(session: Session, message: Message) -> Message:
    session.rollback()
    session.refresh(message)
    return message


def kept(session: Session, model: type[Base]) -> set[int]:
    session.rollback()
    return set(session.scalars(select(model.__table__.c.id)))


def seats_taken(session: Session, webinar: Webinar) -> int:
    session.rollback()
    session.refresh(webinar)
    return webinar.seats_taken


def ended(session: Session, at: datetime) -> Webinar:
    return make_webinar(session, starts_at=at - timedelta(hours=1), ends_at=at)


def test_an_attendee_is_deleted_with_everything_some_days_after_the_last_webinar(
    session: Session, now: datetime, days: Days
) -> None:
    end = now - days("registration")
    early, late = ended(session, end - timedelta(days=9)), ended(session, end - SECOND)
    gone = make_attendee(session)
    for webinar in (early, late):
        make_invitation(session, make_registration(session, attendee=gone, webinar=webinar))
    stays = make_registration(session, webinar=ended(session, end))
    # An earlier webinar does not matter while there is a later one.
    earlier = make_registration(session, attendee=stays.attendee, webinar=early)
    remaining, entry = {stays.id, earlier.id}, make_invitation(session, earlier).id
    attendee = stays.attendee_id

    assert clean_up(now) == CleanUp(attendees=1)

    assert kept(session, Attendee) == {attendee}
    assert kept(session, Registration) == remaining
    assert kept(session, Invitation) == {entry}
    (written,) = session.scalars(select(AuditEntry))
    assert (written.action, written.details) == ("attendee.deleted", {"count": 1})


def test_a_cancelled_registration_counts_only_where_there_is_no_other(
    session: Session, now: datetime, days: Days
) -> None:
    end = now - days("registration")
    old, recent = ended(session, end - SECOND), ended(session, end)
    cancelled = RegistrationState.CANCELLED
    mixed = make_registration(session, webinar=old).attendee
    make_registration(session, attendee=mixed, webinar=recent, state=cancelled)
    make_registration(session, webinar=old, state=cancelled)
    stays = make_registration(session, webinar=recent, state=cancelled).attendee
    make_registration(session, attendee=stays, webinar=old, state=cancelled)
    stays_id = stays.id

    assert clean_up(now) == CleanUp(attendees=2)
    assert kept(session, Attendee) == {stays_id}


def test_a_place_on_a_waiting_list_keeps_an_attendee_like_a_seat(
    session: Session, now: datetime, days: Days
) -> None:
    end = now - days("registration")
    waiting = RegistrationState.WAITING
    make_registration(session, webinar=ended(session, end - SECOND), state=waiting)
    stays = make_registration(session, webinar=ended(session, end), state=waiting).attendee_id

    assert clean_up(now) == CleanUp(attendees=1)
    assert kept(session, Attendee) == {stays}


def test_an_attendee_without_registrations_is_deleted_some_days_after_the_confirmation(
    session: Session, now: datetime, days: Days
) -> None:
    period = days("registration")
    make_attendee(session, created_at=now - period - SECOND)
    young = make_attendee(session, created_at=now - period).id

    assert clean_up(now) == CleanUp(attendees=1)
    assert kept(session, Attendee) == {young}


def test_consents_and_messages_of_a_deleted_attendee_stay_without_the_person(
    session: Session, now: datetime, days: Days
) -> None:
    attendee = make_attendee(session, created_at=now - days("registration") - SECOND)
    consent = make_consent(session, attendee)
    make_news_reader(session, make_hosts(session)[0], attendee.email)
    withdrawn = make_consent(session, attendee, withdrawn_at=now)
    hashed = consent.person_hash
    message = make_message(
        session,
        attendee_id=attendee.id,
        recipient=attendee.email,
        state=MessageState.SENT,
        settled_at=now,
    )

    assert clean_up(now) == CleanUp(attendees=1)

    reloaded(session, message)
    assert message.attendee_id is None
    assert message.recipient != ""
    for row, moment in ((consent, None), (withdrawn, now)):
        session.refresh(row)
        assert (row.attendee_id, row.person_hash, row.withdrawn_at) == (None, hashed, moment)


def test_the_seats_of_deleted_attendees_are_counted_no_more(
    session: Session, now: datetime, days: Days
) -> None:
    end = now - days("registration") - SECOND
    webinar, other = ended(session, end), ended(session, end)
    for _ in range(2):
        make_registration(session, webinar=webinar)
    make_registration(session, webinar=webinar, state=RegistrationState.WAITING)
    make_registration(session, webinar=webinar, state=RegistrationState.CANCELLED)
    stays = make_registration(session, webinar=webinar).attendee
    make_registration(session, attendee=stays, webinar=ended(session, now))
    make_registration(session, attendee=stays, webinar=other)

    assert clean_up(now) == CleanUp(attendees=4)

    assert seats_taken(session, webinar) == 1
    assert seats_taken(session, other) == 1


def test_seats_never_fall_below_none(session: Session, now: datetime, days: Days) -> None:
    webinar = ended(session, now - days("registration") - SECOND)
    for _ in range(2):
        make_registration(session, webinar=webinar)
    session.execute(update(Webinar).where(Webinar.id == webinar.id).values(seats_taken=1))
    session.commit()

    assert clean_up(now) == CleanUp(attendees=2)
    assert seats_taken(session, webinar) == 0


# On SQLite one of the two waits for the other.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_attendee_who_is_registering_at_the_moment_stays(
    session: Session, now: datetime, days: Days
) -> None:
    attendee = make_attendee(session, created_at=now - days("registration") - SECOND)
    make_attendee(session, created_at=attendee.created_at)
    attendee_id, webinar_id = attendee.id, make_webinar(session).id
    session.rollback()
    with Session(db.engine) as registering:
        registering.execute(
            update(Attendee).where(Attendee.id == attendee_id).values(role="Engineer")
        )
        values = {"attendee_id": attendee_id, "webinar_id": webinar_id, "created_at": now}
        registering.add(Registration(**values, state=RegistrationState.WAITING))
        registering.flush()

        assert clean_up(now) == CleanUp(attendees=1)
        registering.commit()

    assert clean_up(now) == NOTHING
    assert kept(session, Attendee) == {attendee_id}


def test_private_notes_go_some_days_after_their_webinar_whoever_they_are_about(
    session: Session, now: datetime, days: Days
) -> None:
    over, recent = ended(session, now - days("note") - SECOND), ended(session, now - days("note"))
    host = make_hosts(session)[0]
    regular = make_registration(session, webinar=over)
    make_registration(session, webinar=recent, attendee=regular.attendee)
    make_note(session, host, over)
    make_note(session, host, over, regular)
    young = make_note(session, host, recent).id

    assert clean_up(now) == CleanUp(notes=2)
    assert kept(session, Note) == {young}
