from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered, reload
from tests.delivery.scripted_smtp import DROP, KEEP_AND_DROP, ScriptedServer
from tests.support.clock import Clock
from tests.support.smtp import Sink
from webinars.database.engine import transaction
from webinars.delivery.recording import WRITE_TRIES, persistently
from webinars.delivery.sender import Sender
from webinars.models.message import Lane, Message, MessageState, Phase


def test_a_due_message_is_sent_once_and_as_it_was_rendered(
    session: Session, sender: Sender, smtp: Sink, clock: Clock
) -> None:
    message = make_rendered(session)

    assert sender.drain() == 1
    assert sender.drain() == 0

    reload(session, message)
    assert (message.state, message.attempt, message.owner) == (MessageState.SENT, 1, None)
    assert message.settled_at == clock.now
    (envelope,) = smtp.envelopes
    assert envelope.content == message.body
    assert envelope.rcpt_tos == [message.recipient]
    assert envelope.mail_from == "webinars@example.org"


def test_a_message_that_is_not_due_yet_waits(
    session: Session, sender: Sender, smtp: Sink, clock: Clock
) -> None:
    message = make_rendered(session, due_at=clock.now + timedelta(minutes=5))

    assert sender.drain() == 0
    assert smtp.envelopes == []
    clock.forward(minutes=5)
    assert sender.drain() == 1
    assert reload(session, message).state == MessageState.SENT


def test_urgent_lanes_leave_first_then_the_longest_due(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    earlier = clock.now - timedelta(minutes=1)
    news = make_rendered(session, lane=Lane.NEWS, due_at=earlier - timedelta(days=1))
    late, early = (
        make_rendered(session, lane=Lane.REMINDER, due_at=due) for due in (clock.now, earlier)
    )
    address = make_rendered(session, lane=Lane.ADDRESS)
    expected = [each.message_id for each in (address, early, late, news)]

    assert sender.drain() == 4
    assert server.message_ids == expected
    assert server.connections == 1


def test_a_message_refused_with_4xx_climbs_the_ladder_until_it_is_taken(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    message = make_rendered(session)
    server.script["RCPT"] = ["450 4.2.1 <kim@example.org> greylisted"] * 3
    server.script["DOT"] = ["451 4.3.0 later"] * 4
    waits = []

    for _ in range(7):
        assert sender.drain() == 0
        assert reload(session, message).state == MessageState.QUEUED
        waits.append((message.due_at - clock.now).total_seconds())
        clock.now = message.due_at

    assert waits == [10, 30, 60, 300, 900, 1800, 1800]
    assert sender.drain() == 1
    assert reload(session, message).state == MessageState.SENT
    assert server.message_ids == [message.message_id]


def test_what_a_server_said_is_kept_with_addresses_masked(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    message = make_rendered(session)
    server.script["RCPT"] = ["450 4.2.1 <kim@example.org> greylisted"]

    sender.drain()

    assert reload(session, message).last_error == "450 4.2.1 <k***@example.org> greylisted"


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "DOT"])
def test_a_message_refused_with_5xx_fails_alone(
    session: Session, sender: Sender, server: ScriptedServer, stage: str
) -> None:
    refused, other = make_rendered(session), make_rendered(session)
    server.script[stage] = ["550 5.1.1 no such mailbox"]

    assert sender.drain() == 1

    assert reload(session, refused).state == MessageState.FAILED
    assert refused.last_error == "550 5.1.1 no such mailbox"
    assert refused.settled_at is not None
    assert reload(session, other).state == MessageState.SENT
    assert server.connections == 1


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_connection_lost_before_the_dot_queues_the_message_again(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock, stage: str
) -> None:
    message = make_rendered(session)
    server.script[stage] = [DROP]

    assert sender.drain() == 0

    assert reload(session, message).state == MessageState.QUEUED
    assert (message.ambiguous, message.phase) == (0, Phase.NONE)
    clock.now = message.due_at
    assert sender.drain() == 1
    assert server.message_ids == [message.message_id]


def test_an_outcome_unknown_once_repeats_the_same_bytes_and_twice_is_left_to_a_person(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    message = make_rendered(session)
    server.script["DOT"] = [KEEP_AND_DROP, KEEP_AND_DROP]

    sender.drain()
    assert reload(session, message).state == MessageState.QUEUED
    assert (message.ambiguous, message.settled_at) == (1, None)
    clock.now = message.due_at
    sender.drain()

    assert reload(session, message).state == MessageState.UNCERTAIN
    assert (message.ambiguous, message.settled_at) == (2, clock.now)
    clock.forward(days=1)
    assert sender.drain() == 0
    assert server.accepted == [message.body, message.body]


def test_an_outcome_unknown_once_is_settled_by_a_clear_answer(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    message = make_rendered(session)
    server.script["DOT"] = [DROP, "250 accepted"]

    sender.drain()
    clock.now = reload(session, message).due_at
    assert sender.drain() == 1

    assert reload(session, message).state == MessageState.SENT
    assert message.ambiguous == 1


def test_a_reply_after_the_dot_that_makes_no_sense_leaves_the_outcome_unknown(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    message = make_rendered(session)
    server.script["DOT"] = ["hello there"]

    sender.drain()

    assert reload(session, message).ambiguous == 1


def test_a_message_past_its_use_expires_and_is_never_sent(
    session: Session, sender: Sender, smtp: Sink, clock: Clock
) -> None:
    message = make_rendered(session, useful_until=clock.now)

    sender.heartbeat()
    assert sender.drain() == 0

    assert reload(session, message).state == MessageState.EXPIRED
    assert message.settled_at == clock.now
    assert smtp.envelopes == []


def test_a_message_taken_over_while_its_turn_came_is_left_alone(
    app: Flask, session: Session, sender: Sender, server: ScriptedServer
) -> None:
    first, second = make_rendered(session), make_rendered(session)
    taken = second.id
    session.rollback()

    def take() -> None:
        with app.app_context(), transaction() as other:
            claim = update(Message).where(Message.id == taken)
            other.execute(claim.values(owner="other", attempt=Message.attempt + 1))

    server.before["DATA"] = take

    assert sender.drain() == 1
    assert server.message_ids == [reload(session, first).message_id]
    assert reload(session, second).owner == "other"


def test_a_database_that_is_away_for_a_moment_does_not_lose_a_result(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    troubles = [OperationalError("UPDATE", {}, Exception("disk is full"))] * 2

    def write(session: Session) -> bool:
        if troubles:
            raise troubles.pop()
        return True

    assert persistently(write, pause_seconds=0)
    assert caplog.text.count("trying again seconds=0 error=disk is full") == 2


def test_a_database_that_stays_away_is_told(app: Flask) -> None:
    tries = []

    def write(session: Session) -> bool:
        tries.append(session)
        raise OperationalError("UPDATE", {}, Exception("away"))

    with pytest.raises(OperationalError):
        persistently(write, pause_seconds=0)
    assert len(tries) == WRITE_TRIES


def test_what_waits_behind_a_slow_message_is_given_to_whoever_is_free(
    app: Flask, session: Session, server: ScriptedServer, clock: Clock
) -> None:
    settings = dataclasses.replace(app.extensions["webinars_settings"], heartbeat_seconds=0)
    app.extensions["webinars_settings"] = settings
    slow, other = Sender(app, clock), Sender(app, clock)
    messages = [make_rendered(session) for _ in range(3)]
    session.rollback()
    sent: list[int] = []

    def help_out() -> None:
        server.before.clear()
        slow.heartbeat()
        sent.append(other.drain())

    server.before["DATA"] = help_out

    assert slow.drain() == 1
    assert sent == [2]
    assert [reload(session, each).attempt for each in messages] == [1, 1, 1]
    assert len(set(server.message_ids)) == len(server.message_ids) == 3
