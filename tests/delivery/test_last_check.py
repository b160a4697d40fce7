"""What happens between the claim and the final dot wins: no such mail is ever accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered, reload
from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import make_attendee, make_registration, make_signup
from tests.support.clock import Clock
from webinars.database.engine import transaction
from webinars.database.subjects import CONDITIONS
from webinars.delivery.sender import Sender
from webinars.models.attendee import Attendee
from webinars.models.message import DropReason, Message, MessageKind, MessageState, Subject
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp, SignUpState


def confirmation(session: Session) -> Message:
    return make_rendered(session)


def greeting(session: Session) -> Message:
    attendee = make_attendee(session)
    signup = make_signup(session, email=attendee.email)
    return make_rendered(
        session,
        kind=MessageKind.REGISTERED,
        subject_id=signup.id,
        attendee_id=attendee.id,
        recipient=attendee.email,
    )


def invitation(session: Session) -> Message:
    registration = make_registration(session)
    return make_rendered(
        session,
        kind=MessageKind.INVITATION,
        subject_type=Subject.REGISTRATION,
        subject_id=registration.id,
        attendee_id=registration.attendee_id,
        recipient=registration.attendee.email,
    )


def sign_up_confirmed(session: Session) -> None:
    session.execute(update(SignUp).values(state=SignUpState.CONFIRMED))


def sign_up_forgotten(session: Session) -> None:
    session.execute(delete(SignUp))


def person_erased(session: Session) -> None:
    session.execute(delete(Attendee))


def registration_cancelled(session: Session) -> None:
    session.execute(update(Registration).values(state=RegistrationState.CANCELLED))


def nothing(session: Session) -> None:
    """Change nothing."""


CASES = [
    (confirmation, sign_up_confirmed, DropReason.CONFIRMED),
    (confirmation, sign_up_forgotten, DropReason.ERASED),
    (greeting, person_erased, DropReason.ERASED),
    (invitation, registration_cancelled, DropReason.CANCELLED),
    (invitation, person_erased, DropReason.ERASED),
]

Make = Callable[[Session], Message]
Change = Callable[[Session], None]


def test_every_kind_of_message_says_when_it_is_still_wanted() -> None:
    assert set(CONDITIONS) == set(MessageKind)


@pytest.mark.parametrize("make", [confirmation, greeting, invitation])
def test_a_message_that_is_still_wanted_leaves(
    session: Session, sender: Sender, server: ScriptedServer, make: Make
) -> None:
    message = make(session)

    assert sender.drain() == 1
    assert reload(session, message).state == MessageState.SENT


@pytest.mark.parametrize(("make", "change", "reason"), CASES)
@pytest.mark.parametrize("stage", ["GREETING", "RCPT", "DATA"])
def test_a_change_before_the_dot_wins(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    stage: str,
    make: Make,
    change: Change,
    reason: DropReason,
) -> None:
    message = make(session)
    session.rollback()

    def happen() -> None:
        with app.app_context(), transaction() as changing:
            change(changing)

    server.before[stage] = happen

    assert sender.drain() == 0

    assert reload(session, message).state == MessageState.DROPPED
    assert (message.reason, message.owner) == (reason, None)
    assert message.settled_at is not None
    assert server.accepted == []


def test_a_change_before_the_claim_costs_no_mail_server(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    message = confirmation(session)
    sign_up_confirmed(session)
    session.commit()

    assert sender.drain() == 0

    assert reload(session, message).state == MessageState.DROPPED
    assert server.recipients == []


def test_a_message_that_expires_while_it_is_handed_over_is_withheld(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    message = make_rendered(session, useful_until=clock.now + timedelta(minutes=1))
    server.before["DATA"] = lambda: clock.forward(minutes=1)

    assert sender.drain() == 0

    assert reload(session, message).state == MessageState.EXPIRED
    assert server.accepted == []


def test_a_withheld_message_does_not_hold_up_the_next(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    withheld = make_rendered(session, useful_until=clock.now + timedelta(minutes=1))
    other = make_rendered(session)
    session.rollback()
    server.before["DATA"] = lambda: clock.forward(minutes=1)

    assert sender.drain() == 1

    assert reload(session, withheld).state == MessageState.EXPIRED
    assert reload(session, other).state == MessageState.SENT


def test_a_message_taken_over_meanwhile_is_left_to_its_new_owner(
    app: Flask, session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    message = make_rendered(session)
    session.rollback()
    other = Sender(app, clock)

    def sleep_too_long() -> None:
        server.before.clear()
        clock.forward(seconds=app.extensions["webinars_settings"].lease_seconds)
        assert other.drain() == 1

    server.before["DATA"] = sleep_too_long

    assert sender.drain() == 0

    assert reload(session, message).state == MessageState.SENT
    assert message.attempt == 2
    assert server.message_ids == [message.message_id]


def test_a_message_that_is_wanted_again_once_it_was_withheld_leaves(
    app: Flask, session: Session, server: ScriptedServer, clock: Clock
) -> None:
    late = clock.now + timedelta(minutes=1)
    message = make_rendered(session, useful_until=late)
    session.rollback()
    ahead: list[datetime] = []
    sender = Sender(app, lambda: ahead.pop() if ahead else clock.now, lambda: 1.0)

    def go_wrong_once() -> None:
        server.before.clear()
        ahead.append(late)

    server.before["DATA"] = go_wrong_once

    assert sender.drain() == 1

    assert (reload(session, message).state, message.attempt) == (MessageState.SENT, 2)
    assert server.message_ids == [message.message_id]
