from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered, reload
from tests.delivery.scripted_smtp import DROP, HANG, ScriptedServer
from tests.support.clock import Clock
from webinars.delivery.sender import Sender
from webinars.models.message import MessageState, Phase


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("stage", ["GREETING", "MAIL", "RCPT"])
def test_a_silent_server_is_given_up_after_the_timeout(
    app: Flask, session: Session, clock: Clock, server: ScriptedServer, stage: str
) -> None:
    message = make_rendered(session)
    server.script[stage] = [HANG]

    assert Sender(app, clock).drain() == 0

    assert (reload(session, message).state, message.ambiguous) == (MessageState.QUEUED, 0)


def allow(app: Flask, **seconds: int) -> None:
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = replace(settings, **seconds)


def test_a_server_may_look_at_a_complete_mail_for_longer_than_it_may_be_silent_before(
    app: Flask, session: Session, clock: Clock, server: ScriptedServer
) -> None:
    message = make_rendered(session)
    allow(app, mail_timeout=1, mail_dot_timeout=60)
    server.before["DOT"] = lambda: time.sleep(2)

    assert Sender(app, clock).drain() == 1
    assert (reload(session, message).state, message.ambiguous) == (MessageState.SENT, 0)


def test_a_server_that_says_nothing_of_a_complete_mail_is_given_up_in_the_end(
    app: Flask, session: Session, clock: Clock, server: ScriptedServer
) -> None:
    message = make_rendered(session)
    allow(app, mail_timeout=60, mail_dot_timeout=1)
    server.script["DOT"] = [HANG]

    assert Sender(app, clock).drain() == 0
    assert (reload(session, message).state, message.ambiguous) == (MessageState.QUEUED, 1)


def test_a_server_that_hangs_up_at_quit_changes_nothing(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    message = make_rendered(session)
    server.script["QUIT"] = [DROP]

    assert sender.drain() == 1
    assert reload(session, message).state == MessageState.SENT


@pytest.mark.parametrize(
    ("stage", "reply"),
    [
        ("GREETING", DROP),
        ("GREETING", "554 5.3.2 not for you"),
        ("GREETING", "421 4.3.2 too busy"),
        ("MAIL", "550 5.7.1 sender refused"),
        ("MAIL", "452 4.3.1 disk full"),
        ("MAIL", "421 4.7.0 too busy"),
        ("RCPT", "421 4.7.0 too busy"),
        ("DATA", "421 4.7.0 too busy"),
        ("DOT", "421 4.7.0 too busy"),
    ],
)
def test_a_sick_server_pauses_the_transport_and_leaves_messages_untouched(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock, stage: str, reply: str
) -> None:
    due = clock.now - timedelta(minutes=1)
    messages = [make_rendered(session, due_at=due) for _ in range(3)]
    server.script[stage] = [reply]

    assert sender.drain() == 0
    for message in messages:
        assert reload(session, message).state == MessageState.QUEUED
        assert (message.attempt, message.due_at, message.ambiguous) == (0, due, 0)
        assert (message.phase, message.owner) == (Phase.NONE, None)

    connections = server.connections
    clock.forward(seconds=9)
    assert sender.drain() == 0
    assert server.connections == connections
    clock.forward(seconds=1)
    assert sender.drain() == 3


def test_pauses_double_up_to_a_minute_and_start_again_after_a_success(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    server.script["GREETING"] = ["421 busy"] * 4
    make_rendered(session)
    for pause in (10, 20, 40, 60):
        assert sender.drain() == 0
        clock.forward(seconds=pause)
    assert sender.drain() == 1

    server.script["GREETING"] = ["421 busy"]
    make_rendered(session)
    assert sender.drain() == 0
    clock.forward(seconds=10)
    assert sender.drain() == 1


def test_a_refused_connection_pauses_the_transport(
    app: Flask, session: Session, sender: Sender, server: ScriptedServer
) -> None:
    server.close()
    message = make_rendered(session)

    assert sender.drain() == 0
    assert reload(session, message).attempt == 0


def test_a_suppressed_mailer_never_claims_to_have_sent(
    app: Flask, session: Session, sender: Sender
) -> None:
    app.extensions["mail"].suppress = True
    message = make_rendered(session)

    assert sender.drain() == 0
    assert reload(session, message).state == MessageState.QUEUED


def test_a_connection_that_died_between_two_messages_is_renewed_at_once(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    messages = [make_rendered(session) for _ in range(3)]
    server.script["MAIL"] = ["250 fine", DROP, "250 fine", "421 enough"]

    assert sender.drain() == 3
    assert server.message_ids == [reload(session, each).message_id for each in messages]
    assert server.connections == 3
    assert {each.attempt for each in messages} == {1}


def test_a_connection_is_renewed_after_so_many_messages(
    app: Flask, session: Session, clock: Clock, server: ScriptedServer
) -> None:
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = replace(settings, mail_connection_messages=2)
    for _ in range(5):
        make_rendered(session)

    assert Sender(app, clock).drain() == 5
    assert server.connections == 3
