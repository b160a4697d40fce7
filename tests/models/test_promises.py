"""What the database itself promises, whoever writes to it."""

from typing import Any

import pytest
from sqlalchemy import Enum, text
from sqlalchemy.exc import IntegrityError, StatementError

from tests import factories
from tests.support.rows import TABLES
from webinars.models.base import Base
from webinars.models.message import MessageKind, Subject
from webinars.models.registration import Registration, RegistrationState


@pytest.mark.parametrize("seats_taken", [-1, 51])
def test_seats_taken_stay_between_none_and_all(session, seats_taken):
    webinar = factories.make_webinar(session, capacity=50)
    webinar.seats_taken = seats_taken
    with pytest.raises(IntegrityError):
        session.commit()


def test_a_webinar_lasts(session):
    with pytest.raises(IntegrityError):
        factories.make_webinar(session, duration_minutes=0)


def test_an_attendee_has_one_live_registration_for_a_webinar(session):
    first = factories.make_registration(session)
    with pytest.raises(IntegrityError):
        factories.make_registration(session, webinar=first.webinar, attendee=first.attendee)


def test_who_cancelled_may_register_again(session):
    first = factories.make_registration(session, state=RegistrationState.CANCELLED)
    again = factories.make_registration(
        session, webinar=first.webinar, attendee=first.attendee, state=RegistrationState.WAITING
    )
    assert again.id > first.id


def test_an_address_belongs_to_one_attendee(session):
    factories.make_attendee(session, email="kim@example.org")
    with pytest.raises(IntegrityError):
        factories.make_attendee(session, email="kim@example.org")


def test_a_form_is_one_sign_up_however_often_it_is_sent(session):
    factories.make_signup(session, nonce="same")
    with pytest.raises(IntegrityError):
        factories.make_signup(session, nonce="same")


def test_a_message_is_asked_for_once(session):
    intent = {
        "kind": MessageKind.INVITATION,
        "recipient": "kim@example.org",
        "subject_type": Subject.REGISTRATION,
        "subject_id": 1,
    }
    factories.make_message(session, **intent)
    factories.make_message(session, **intent, version=2)
    with pytest.raises(IntegrityError):
        factories.make_message(session, **intent, version=2)


def test_a_reminder_has_one_owner(session):
    owners = {"series": factories.make_series(session), "webinar": factories.make_webinar(session)}
    with pytest.raises(IntegrityError):
        factories.make_reminder(session, **owners)
    session.rollback()
    with pytest.raises(IntegrityError):
        factories.make_reminder(session, series=None)


def test_an_attendee_takes_registrations_and_calendar_entries_along(session):
    registration = factories.make_registration(session)
    factories.make_invitation(session, registration)

    session.execute(text("DELETE FROM attendees"))
    session.commit()

    for table in ("registrations", "invitations"):
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0


def test_a_deleted_webinar_cannot_leave_registrations_behind(session):
    factories.make_registration(session)
    with pytest.raises(IntegrityError):
        session.execute(text("DELETE FROM webinars"))


def test_an_unknown_state_is_refused(session):
    registration = factories.make_registration(session)
    setattr(registration, "state", "maybe")  # noqa: B010 - no type would let it through
    with pytest.raises(StatementError):
        session.commit()


@pytest.mark.parametrize("make", ["make_signup", "make_attendee", "make_registration"])
def test_the_number_of_a_deleted_row_is_never_given_again(session, make):
    # Personal links are derived from row numbers: a link must not come to mean somebody else.
    number = getattr(factories, make)(session).id
    table = {"make_signup": "signups", "make_attendee": "attendees"}.get(make, "registrations")
    session.execute(text(f"DELETE FROM {table}"))
    session.commit()

    assert getattr(factories, make)(session).id > number


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_constraint_has_a_name(table):
    assert [constraint for constraint in table.constraints if constraint.name is None] == []


def test_every_choice_is_stored_as_readable_text():
    choices = [
        column.type for table in TABLES for column in table.columns if isinstance(column.type, Enum)
    ]
    assert choices
    for kind in choices:
        assert not kind.native_enum
        assert all(value == value.lower() and len(value) <= 30 for value in kind.enums)


def test_a_row_shows_itself_without_personal_data(session):
    registration = factories.make_registration(session)
    message = factories.make_message(session)
    signup = factories.make_signup(session)
    rows: list[Any] = [registration, registration.attendee, registration.webinar, message, signup]
    for row in rows:
        shown = repr(row)
        assert f" {row.id}" in shown
        assert not any(word in shown for word in ("Kim", "Beispiel", "@"))


def test_a_webinar_counts_its_free_seats(session):
    registration = factories.make_registration(session)
    assert registration.webinar.seats_free == 49


def test_an_attendee_is_called_by_full_name(session):
    assert factories.make_attendee(session).full_name == "Kim Beispiel"
    assert factories.make_attendee(session, given_name="").full_name == "Beispiel"


def test_all_tables_are_known():
    assert {table.name for table in TABLES} == set(Base.metadata.tables)
    assert Registration.__table__ in TABLES
