"""Standing registrations: once "every future date" is chosen, what is published registers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import (
    NOW,
    make_attendee,
    make_registration,
    make_series,
    make_signup,
    make_webinar,
)
from tests.support.changes import later, make_editor
from tests.support.organisers import make_agreement, make_organiser
from tests.support.reminders import make_suppression
from tests.support.standing import make_standing
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.series import Series
from webinars.models.standing import StandingRegistration
from webinars.models.webinar import Webinar, WebinarState
from webinars.services import standing
from webinars.services.agreements import ask_or_agree
from webinars.services.changes import confirm_date, move_webinar
from webinars.services.registrations import cancel_registration, confirm_sign_up
from webinars.services.standing import end_standing, follow_series
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

pytestmark = pytest.mark.usefixtures("app")

LATER = NOW + timedelta(days=1)


def published(session: Session, series: Series, **overrides: Any) -> Webinar:
    """Make a webinar that went online a day after the tests' now."""
    return make_webinar(session, series=series, **{"published_at": LATER, **overrides})


def follower(session: Session, series: Series, **overrides: Any) -> Attendee:
    attendee = make_attendee(session)
    make_standing(session, attendee, series, **overrides)
    return attendee


def states(session: Session, webinar: Webinar) -> dict[int, RegistrationState]:
    session.rollback()
    rows = session.execute(
        select(Registration.attendee_id, Registration.state)
        .where(Registration.webinar_id == webinar.id)
        .order_by(Registration.id)
    )
    return {row.attendee_id: row.state for row in rows}


def mails(session: Session) -> list[MessageKind]:
    session.rollback()
    return list(session.scalars(select(Message.kind).order_by(Message.id)))


def page_token(attendee: Attendee) -> str:
    return derive(current_settings().link_key, Purpose.MY_PAGE, attendee.id, attendee.generation)


def test_a_further_webinar_registers_everybody_who_follows_its_series(session: Session) -> None:
    series = make_series(session)
    first, second = follower(session, series), follower(session, series)
    follower(session, make_series(session))
    webinar = published(session, series)

    assert follow_series(LATER) == 2

    seated = RegistrationState.CONFIRMED
    assert states(session, webinar) == {first.id: seated, second.id: seated}
    assert session.get_one(Webinar, webinar.id).seats_taken == 2
    assert mails(session) == [MessageKind.STANDING, MessageKind.STANDING]
    assert session.scalar(select(func.count()).select_from(Invitation)) == 2
    audit = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert audit is not None
    assert (audit.action, audit.details["count"]) == ("standing.followed", 2)


def test_following_twice_registers_once_and_in_portions_as_well(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PORTION", 2)
    series = make_series(session)
    people = [follower(session, series) for _ in range(5)]
    webinar = published(session, series, capacity=3)

    assert (follow_series(LATER), follow_series(LATER)) == (5, 0)

    seated, waits = RegistrationState.CONFIRMED, RegistrationState.WAITING
    expected = dict(zip((each.id for each in people), [seated] * 3 + [waits] * 2, strict=True))
    assert states(session, webinar) == expected
    assert mails(session) == [MessageKind.STANDING] * 5
    assert session.get_one(Webinar, webinar.id).seats_taken == 3


def test_what_was_there_when_the_form_was_sent_is_no_further_date(session: Session) -> None:
    series = make_series(session)
    follower(session, series, created_at=LATER)
    published(session, series, published_at=LATER)
    published(session, series, published_at=None)

    assert follow_series(LATER + timedelta(hours=1)) == 0
    assert mails(session) == []


def test_who_is_registered_or_has_cancelled_the_date_is_left_alone(session: Session) -> None:
    series = make_series(session)
    registered, left = follower(session, series), follower(session, series)
    webinar = published(session, series)
    make_registration(session, webinar=webinar, attendee=registered)
    make_registration(session, webinar=webinar, attendee=left, state=RegistrationState.CANCELLED)

    assert follow_series(LATER) == 0
    assert mails(session) == []


def test_opting_out_of_one_date_keeps_all_the_others(session: Session) -> None:
    series = make_series(session)
    person = follower(session, series)
    first = published(session, series)
    follow_series(LATER)
    number = session.scalars(select(Registration.id)).one()

    cancel_registration(page_token(person), number, now=LATER)
    second = published(session, series, published_at=LATER + timedelta(days=1))

    assert follow_series(LATER + timedelta(days=1)) == 1
    assert states(session, first) == {person.id: RegistrationState.CANCELLED}
    assert states(session, second) == {person.id: RegistrationState.CONFIRMED}


def test_ending_it_leaves_what_came_of_it_and_is_done_once(session: Session) -> None:
    series = make_series(session)
    person = follower(session, series)
    first = published(session, series)
    follow_series(LATER)

    end_standing(page_token(person), series.key, now=LATER)
    end_standing(page_token(person), series.key, now=LATER)
    second = published(session, series)

    assert follow_series(LATER) == 0
    assert states(session, first) == {person.id: RegistrationState.CONFIRMED}
    assert states(session, second) == {}
    ended = select(func.count()).where(AuditEntry.action == "standing.ended")
    assert session.scalar(ended) == 1


def test_nobody_ends_what_belongs_to_somebody_else(session: Session) -> None:
    series = make_series(session)
    person = follower(session, series)
    other = make_attendee(session)

    with pytest.raises(NotFoundError):
        end_standing(page_token(person) + "x", series.key, now=LATER)
    end_standing(page_token(other), series.key, now=LATER)

    session.rollback()
    assert session.scalars(select(StandingRegistration.attendee_id)).all() == [person.id]


@pytest.mark.parametrize(
    "overrides",
    [
        {"state": WebinarState.DRAFT},
        {"state": WebinarState.CANCELLED},
        {"opens_at": LATER + timedelta(hours=1)},
        {"closes_at": LATER},
        {"local_start": datetime(2027, 1, 12, 9, 59)},
        {"capacity": 0, "waiting_list": False},
    ],
    ids=["draft", "cancelled", "not open yet", "closed", "begun", "full"],
)
def test_a_webinar_that_nobody_can_register_for_registers_nobody(
    session: Session, overrides: dict[str, Any]
) -> None:
    series = make_series(session)
    follower(session, series)
    webinar = published(session, series, **overrides)

    assert follow_series(LATER) == 0
    assert states(session, webinar) == {}


def test_where_hosts_decide_a_person_asks_them(session: Session) -> None:
    series = make_series(session)
    person = follower(session, series)
    webinar = published(session, series, approval=True)

    assert follow_series(LATER) == 1
    assert states(session, webinar) == {person.id: RegistrationState.REQUESTED}
    assert mails(session) == [MessageKind.STANDING]


def test_an_address_that_takes_no_mails_takes_no_seat(session: Session) -> None:
    series = make_series(session)
    person = follower(session, series)
    make_suppression(session, person.email)
    published(session, series)

    assert follow_series(LATER) == 0


def test_agreeing_to_publish_is_what_makes_a_webinar_a_further_one(session: Session) -> None:
    series = make_series(session)
    person = follower(session, series)
    webinar = make_webinar(session, series=series, state=WebinarState.DRAFT)
    for host in webinar.hosts:
        make_agreement(session, webinar, host)
    organiser = make_organiser(session, {webinar.hosts[0]: Role.EDITOR})

    ask_or_agree(organiser, webinar.key, revision=webinar.revision, now=LATER)

    assert follow_series(LATER) == 1
    assert states(session, webinar) == {person.id: RegistrationState.CONFIRMED}


def test_confirming_a_sign_up_begins_it_when_the_form_was_sent(session: Session) -> None:
    webinar = make_webinar(session)
    signup = make_signup(session, webinars=[webinar], standing_series=[webinar.series])
    token = derive(current_settings().link_key, Purpose.CONFIRM, signup.id, signup.generation)

    confirm_sign_up(token, now=NOW + timedelta(hours=2))
    between = published(session, webinar.series, published_at=NOW + timedelta(hours=1))

    assert follow_series(LATER) == 1
    (person,) = states(session, between)
    (row,) = session.scalars(select(StandingRegistration)).all()
    assert (row.attendee_id, row.created_at) == (person, signup.created_at)


def test_a_date_that_becomes_certain_registers_who_follows_since_it_was_announced(
    session: Session,
) -> None:
    series = make_series(session)
    webinar = published(session, series, published_at=NOW, provisional=True)
    person = follower(session, series, created_at=NOW + timedelta(hours=1))
    organiser = make_organiser(session, {webinar.hosts[0]: Role.EDITOR})
    assert follow_series(LATER) == 0

    confirm_date(organiser, webinar.key, seen=webinar.schedule_version, now=LATER)

    assert follow_series(LATER + timedelta(minutes=1)) == 1
    assert states(session, webinar) == {person.id: RegistrationState.CONFIRMED}


def test_who_has_not_heard_of_a_date_that_moves_hears_of_it_once_and_rightly(
    session: Session,
) -> None:
    series = make_series(session)
    person = follower(session, series)
    webinar = published(session, series)
    organiser = make_editor(session, webinar)
    follow_series(LATER)

    move_webinar(organiser, webinar.key, later(webinar, days=1), {}, seen=1, now=LATER)
    move_webinar(organiser, webinar.key, later(webinar, days=1), {}, seen=2, now=LATER)

    session.rollback()
    (message,) = session.scalars(select(Message)).all()
    assert (message.kind, message.state, message.version) == ("standing", "queued", 3)
    assert states(session, webinar) == {person.id: RegistrationState.CONFIRMED}
