from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_registration, make_webinar
from webinars.database.engine import transaction
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.steps.seats import release_seat, take_seat
from webinars.steps.waiting_list import promote_waiting

WAITING, CONFIRMED = RegistrationState.WAITING, RegistrationState.CONFIRMED

pytestmark = pytest.mark.usefixtures("app")


def promote(webinar: Webinar, now: datetime) -> int:
    with transaction() as session:
        return promote_waiting(session, webinar.id, now=now)


def states(session: Session) -> list[RegistrationState]:
    return list(session.scalars(select(Registration.state).order_by(Registration.id)))


def test_who_waits_longest_gets_the_free_seat_and_is_told_with_the_calendar_entry(
    session: Session, now: datetime
) -> None:
    webinar = make_webinar(session, capacity=1)
    first = make_registration(session, webinar=webinar, state=WAITING)
    make_registration(session, webinar=webinar, state=WAITING)
    first_id, email = first.id, first.attendee.email

    assert promote(webinar, now) == 1

    assert states(session) == [CONFIRMED, WAITING]
    assert session.get_one(Webinar, webinar.id).seats_taken == 1
    (message,) = session.scalars(select(Message)).all()
    assert (message.kind, message.subject_id) == (MessageKind.MOVED_UP, first_id)
    assert message.recipient == email
    (invitation,) = session.scalars(select(Invitation)).all()
    assert invitation.attendee_id == first.attendee_id


def test_nobody_moves_up_while_no_seat_is_free(session: Session, now: datetime) -> None:
    webinar = make_webinar(session, capacity=1)
    make_registration(session, webinar=webinar)
    make_registration(session, webinar=webinar, state=WAITING)

    assert promote(webinar, now) == 0

    assert states(session) == [CONFIRMED, WAITING]


def test_several_free_seats_go_to_several_people(session: Session, now: datetime) -> None:
    webinar = make_webinar(session, capacity=2)
    for _ in range(3):
        make_registration(session, webinar=webinar, state=WAITING)

    assert promote(webinar, now) == 2

    assert states(session) == [CONFIRMED, CONFIRMED, WAITING]


def test_nobody_moves_up_into_a_webinar_that_is_over_or_cancelled(
    session: Session, now: datetime
) -> None:
    over = make_webinar(session)
    cancelled = make_webinar(session, state=WebinarState.CANCELLED)
    for webinar in (over, cancelled):
        make_registration(session, webinar=webinar, state=WAITING)

    assert promote(over, over.ends_at) == 0
    assert promote(cancelled, now) == 0

    assert states(session) == [WAITING, WAITING]


def test_a_seat_is_taken_only_while_there_is_one(session: Session) -> None:
    webinar = make_webinar(session, capacity=1)

    with transaction() as writing:
        taken = [take_seat(writing, webinar.id) for _ in range(2)]

    assert taken == [True, False]
    assert session.get_one(Webinar, webinar.id).seats_taken == 1


def test_a_seat_given_back_can_be_taken_again_but_never_below_zero(session: Session) -> None:
    webinar = make_webinar(session, capacity=1, seats_taken=1)

    with transaction() as writing:
        release_seat(writing, webinar.id)
        release_seat(writing, webinar.id)

    assert session.get_one(Webinar, webinar.id).seats_taken == 0


@pytest.mark.parametrize("state", [WebinarState.DRAFT, WebinarState.CANCELLED])
def test_only_a_published_webinar_gives_seats(session: Session, state: WebinarState) -> None:
    webinar = make_webinar(session, state=state)

    with transaction() as writing:
        assert not take_seat(writing, webinar.id)
