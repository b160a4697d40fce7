"""Cancelling one's place on my page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_invitation, make_registration
from tests.support.pages import page, post, text_of
from tests.support.signups import coming
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import WebinarState

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING
CANCELLED = RegistrationState.CANCELLED


def held(session: Session, attendee: Attendee, days: float = 5, **webinar: object) -> Registration:
    made = make_registration(session, attendee=attendee, webinar=coming(session, days, **webinar))
    make_invitation(session, made)
    return made


def mails(session: Session) -> list[tuple[MessageKind, str]]:
    session.rollback()
    rows = session.execute(select(Message.kind, Message.recipient).order_by(Message.id))
    return [(kind, recipient) for kind, recipient in rows]


def test_asking_changes_nothing_and_the_button_frees_the_seat_for_the_next(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    mine = held(session, attendee, capacity=1)
    next_one = make_attendee(session, email="next@example.org")
    waiter = make_registration(session, webinar=mine.webinar, attendee=next_one, state=WAITING)
    link = page(client, url).select_one(f'a[href="{url}/cancel/{mine.id}"]')
    assert link is not None
    assert "It will go to the next person" in text_of(page(client, str(link["href"])))
    assert mails(session) == []
    answer = post(client, f"{url}/cancel/{mine.id}")
    assert "Your place has been released." in text_of(page(client, answer.location))
    session.refresh(mine)
    session.refresh(waiter)
    assert (mine.state, waiter.state) == (CANCELLED, CONFIRMED)
    assert mine.webinar.seats_taken == 1
    assert mails(session) == [
        (MessageKind.LEFT, "kim@example.org"),
        (MessageKind.MOVED_UP, "next@example.org"),
    ]


def test_where_nobody_waits_nobody_is_said_to_get_the_place(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    mine = held(session, attendee, capacity=5)
    shown = text_of(page(client, f"{url}/cancel/{mine.id}"))
    assert "It becomes free for somebody else." in shown
    assert "waiting list" not in shown


def test_pressing_the_button_twice_is_pressing_it_once(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    mine, other = held(session, attendee), held(session, attendee)
    token = {"csrf_token": _token(client, f"{url}/cancel/{mine.id}")}
    for _ in range(2):
        assert client.post(f"{url}/cancel/{mine.id}", data=token).status_code == 303
        assert "Your place has been released." in text_of(page(client, url))
    session.refresh(other)
    assert other.state == CONFIRMED
    assert len(mails(session)) == 1
    assert client.get(f"{url}/cancel/{mine.id}").location == url


def test_all_that_is_ahead_can_be_cancelled_at_once(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    ahead = [held(session, attendee, days) for days in (1, 2)]
    waiting = make_registration(
        session, attendee=attendee, webinar=coming(session, 3), state=WAITING
    )
    past = held(session, attendee, -3)
    gone = held(session, attendee, 4, state=WebinarState.CANCELLED)
    assert page(client, url).select(f'a[href="{url}/cancel"]')
    asked = page(client, f"{url}/cancel")
    assert len(asked.select("main .points li")) == 3
    post(client, f"{url}/cancel")
    for each in (*ahead, waiting, past, gone):
        session.refresh(each)
    assert {each.state for each in (*ahead, waiting)} == {CANCELLED}
    assert {past.state, gone.state} == {CONFIRMED}
    assert [kind for kind, _ in mails(session)] == [MessageKind.LEFT] * 3


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_registration_of_somebody_else_is_not_found(
    client: FlaskClient, session: Session, attendee: Attendee, url: str, method: str
) -> None:
    mine = held(session, attendee)
    theirs = make_registration(session, webinar=mine.webinar)
    token = {"csrf_token": _token(client, f"{url}/cancel/{mine.id}")}
    for number in (theirs.id, 0, 2**31, 10**20):
        answer = client.open(f"{url}/cancel/{number}", method=method, data=token)
        assert answer.status_code == 404
    session.refresh(theirs)
    assert theirs.state == CONFIRMED
    assert mails(session) == []


@pytest.mark.parametrize(("days", "state"), [(-3, "published"), (3, "cancelled")])
def test_what_is_over_or_cancelled_cannot_be_cancelled(
    client: FlaskClient, session: Session, attendee: Attendee, url: str, days: int, state: str
) -> None:
    ahead = held(session, attendee)
    mine = held(session, attendee, days, state=WebinarState(state))
    token = {"csrf_token": _token(client, f"{url}/cancel/{ahead.id}")}
    assert not page(client, url).select(f'a[href="{url}/cancel/{mine.id}"]')
    assert client.post(f"{url}/cancel/{mine.id}", data=token).status_code == 303
    said = text_of(page(client, url))
    assert "This webinar is over or cancelled; nothing has changed." in said
    assert "released" not in said
    session.refresh(mine)
    assert mine.state == CONFIRMED
    assert mails(session) == []


def test_all_together_can_be_cancelled_too_late_and_twice(
    client: FlaskClient, session: Session, attendee: Attendee, url: str
) -> None:
    mine = held(session, attendee)
    # Of long ago: it says nothing about those that are ahead.
    make_registration(
        session,
        attendee=attendee,
        webinar=coming(session, -9),
        state=CANCELLED,
        cancelled_at=mine.created_at,
    )
    token = {"csrf_token": _token(client, f"{url}/cancel")}
    for state, said in (
        (WebinarState.CANCELLED, "These webinars are over or cancelled; nothing has changed."),
        (WebinarState.PUBLISHED, "Your registrations have been cancelled."),
        (WebinarState.PUBLISHED, "Your registrations have been cancelled."),
    ):
        mine.webinar.state = state
        session.commit()
        client.post(f"{url}/cancel", data=token)
        assert said in text_of(page(client, url))
    assert len(mails(session)) == 1


def _token(client: FlaskClient, url: str) -> str:
    field = page(client, url).select_one("input[name=csrf_token]")
    assert field is not None
    return str(field["value"])
