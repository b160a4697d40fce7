"""What a refusal means: for the message, for the address, for the transport."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered, reload
from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import make_attendee
from tests.support.clock import Clock
from tests.support.reminders import make_suppression
from webinars.delivery.sender import Sender
from webinars.models.message import DropReason, Lane, MessageState
from webinars.models.objection import Suppression, SuppressionReason


def reasons(session: Session) -> list[SuppressionReason]:
    session.rollback()
    return list(session.scalars(select(Suppression.reason)))


@pytest.mark.parametrize("reply", ["550 5.1.1 no such mailbox", "550 no such mailbox"])
def test_an_address_that_is_refused_for_good_is_suppressed(
    session: Session, sender: Sender, server: ScriptedServer, reply: str
) -> None:
    first = make_rendered(session)
    again = make_rendered(session, recipient=first.recipient, version=2)
    server.script["RCPT"] = [reply]

    assert sender.drain() == 0

    assert reload(session, first).state == MessageState.FAILED
    assert reload(session, again).state == MessageState.DROPPED
    assert again.reason == DropReason.SUPPRESSED
    assert len(server.recipients) == 1
    assert reasons(session) == [SuppressionReason.HARD_BOUNCE]


@pytest.mark.parametrize("reply", ["552 5.2.2 mailbox full", "550 5.2.2 mailbox full"])
def test_a_full_mailbox_does_not_cost_the_address(
    session: Session, sender: Sender, server: ScriptedServer, reply: str
) -> None:
    message = make_rendered(session)
    server.script["RCPT"] = [reply]

    sender.drain()

    assert reload(session, message).status_code == "5.2.2"
    assert message.state == MessageState.FAILED
    assert reasons(session) == []


def test_a_suppressed_address_gets_nothing_even_of_what_was_queued_before(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    message = make_rendered(session)
    make_suppression(session, message.recipient)

    assert sender.drain() == 0

    assert server.accepted == []
    assert reload(session, message).reason == DropReason.SUPPRESSED


def test_an_address_suppressed_before_the_dot_gets_nothing(
    app: Flask, session: Session, sender: Sender, server: ScriptedServer
) -> None:
    message = make_rendered(session)
    address = message.recipient
    session.rollback()

    def suppress() -> None:
        with app.app_context():
            make_suppression(app.extensions["sqlalchemy"].session(), address)
            app.extensions["sqlalchemy"].session.commit()

    server.before["DATA"] = suppress

    assert sender.drain() == 0
    assert server.accepted == []
    assert reload(session, message).reason == DropReason.SUPPRESSED


REJECTIONS = [
    ("DOT", "554 5.7.1 looks like spam"),
    ("DOT", "550 refused"),
    ("RCPT", "554 5.7.1 relaying denied"),
    ("RCPT", "530 5.7.0 authentication required"),
]


@pytest.mark.parametrize(("stage", "reply"), REJECTIONS)
def test_a_server_that_rejects_everything_pauses_the_transport_and_fails_nothing(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    stage: str,
    reply: str,
) -> None:
    messages = [make_rendered(session) for _ in range(8)]
    server.script[stage] = [reply] * 20

    for _ in range(15):
        assert sender.drain() == 0
        clock.forward(seconds=60)
    assert {reload(session, each).state for each in messages} == {MessageState.QUEUED}
    assert reasons(session) == []

    server.script[stage] = []
    clock.forward(hours=1)
    assert sender.drain() == 8


def test_one_mail_that_is_rejected_while_others_are_taken_fails_alone(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    rejected, other = make_rendered(session), make_rendered(session)
    server.script["DOT"] = ["554 5.6.0 refused", "250 fine", "554 5.6.0 refused"]

    assert sender.drain() == 1
    assert reload(session, rejected).state == MessageState.QUEUED
    clock.forward(seconds=10)
    assert sender.drain() == 0

    assert reload(session, rejected).state == MessageState.FAILED
    assert rejected.status_code == "5.6.0"
    assert reload(session, other).state == MessageState.SENT
    assert reasons(session) == []


def test_something_urgent_overtakes_a_batch_that_is_claimed_already(
    app: Flask, session: Session, sender: Sender, server: ScriptedServer
) -> None:
    reminders = [make_rendered(session, lane=Lane.REMINDER) for _ in range(3)]
    urgent: list[str] = []
    recipients = [each.recipient for each in reminders]
    session.rollback()

    def hurry() -> None:
        server.before.clear()
        with app.app_context():
            inner = app.extensions["sqlalchemy"].session()
            urgent.append(make_rendered(inner, lane=Lane.ADDRESS).message_id)
            inner.commit()

    server.before["DOT"] = hurry

    assert sender.drain() == 4
    assert server.message_ids[1] == urgent[0]
    assert len(set(recipients)) == 3


def test_no_more_leave_within_a_minute_than_allowed(
    app: Flask, session: Session, server: ScriptedServer, clock: Clock
) -> None:
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = replace(settings, mail_per_minute=2)
    for _ in range(5):
        make_rendered(session)
    sender = Sender(app, clock)

    assert sender.drain() + sender.drain() <= 2
    clock.forward(seconds=60)
    sender.drain()
    clock.forward(seconds=60)
    sender.drain()
    assert len(server.accepted) == 5


def test_a_domain_that_is_busy_is_left_alone_for_a_while(
    app: Flask, session: Session, server: ScriptedServer, clock: Clock
) -> None:
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = replace(settings, mail_per_domain=1)
    busy = make_rendered(session, recipient="kim@slow.example.org")
    other = make_rendered(session)
    sender = Sender(app, clock)

    with sender._throttle.domain("robin@SLOW.example.org"):
        assert sender.drain() == 1
    assert reload(session, other).state == MessageState.SENT
    assert reload(session, busy).attempt == 0
    clock.forward(seconds=5)
    assert sender.drain() == 1


def test_each_mail_has_its_own_signed_return_path(
    app: Flask, session: Session, server: ScriptedServer, clock: Clock
) -> None:
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = replace(settings, bounce_address="bounces@example.org")
    messages = [make_rendered(session) for _ in range(2)]

    assert Sender(app, clock).drain() == 2

    lines = [line for line in server.lines if line.lower().startswith("mail from:<bounces+")]
    assert [line.split("+")[1].split(".")[0] for line in lines] == [str(m.id) for m in messages]
    assert len({line.split(".")[1] for line in lines}) == 2
    assert max(len(line.split("<")[1].split("@")[0]) for line in lines) <= 64


def test_an_answer_that_is_waited_for_at_the_end_is_cut_and_its_outcome_unknown(
    app: Flask, session: Session, sender: Sender, server: ScriptedServer
) -> None:
    message = make_rendered(session, attendee_id=make_attendee(session).id)
    server.before["DOT"] = sender.cut
    server.script["DOT"] = ["hang"]

    assert sender.drain() == 0

    assert reload(session, message).state == MessageState.QUEUED
    assert message.ambiguous == 1
