"""What the worker writes down about the mail server."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered
from tests.delivery.scripted_smtp import ScriptedServer
from tests.support.clock import Clock
from webinars.delivery.sender import Sender
from webinars.models.worker_sign import SENDER, TRANSPORT, WorkerSign


def sign(session: Session, part: str = TRANSPORT) -> WorkerSign | None:
    session.rollback()
    session.expire_all()
    return session.scalar(select(WorkerSign).where(WorkerSign.part == part))


def test_a_sick_server_is_written_down_until_the_first_mail_leaves(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    make_rendered(session)
    began = clock.now
    server.script["GREETING"] = ["421 4.3.2 closed", "554 5.3.2 closed"]

    sender.drain()
    assert sign(session).failing_since == began
    assert "421" in sign(session).error
    clock.forward(minutes=1)
    sender.drain()
    assert sign(session).failing_since == began
    assert "554" in sign(session).error
    clock.forward(minutes=1)
    assert sender.drain() == 1

    assert (sign(session).failing_since, sign(session).error) == (None, "")
    assert sign(session).seen_at == clock.now


def test_a_server_that_is_well_again_is_found_out_without_any_mail(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    make_rendered(session, useful_until=clock.now + timedelta(seconds=30))
    server.script["GREETING"] = ["421 4.3.2 closed", "421 4.3.2 closed"]

    sender.drain()
    clock.forward(minutes=1)
    sender.drain()
    assert sign(session).failing_since is not None
    clock.forward(minutes=1)
    sender.drain()

    assert sign(session).failing_since is None
    assert server.accepted == []
    before = server.connections
    sender.drain()
    assert server.connections == before


def test_a_new_worker_tries_a_server_that_an_earlier_one_found_sick(
    app: Flask, session: Session, server: ScriptedServer, clock: Clock
) -> None:
    make_rendered(session, useful_until=clock.now + timedelta(seconds=30))
    server.script["GREETING"] = ["421 4.3.2 closed"]
    Sender(app, clock).drain()
    clock.forward(minutes=5)

    Sender(app, clock).drain()

    assert sign(session).failing_since is None


def test_a_healthy_server_costs_no_write_with_every_mail(
    session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    began = clock.now
    for seconds in (0, 59, 1):
        clock.forward(seconds=seconds)
        make_rendered(session, due_at=clock.now)
        assert sender.drain() == 1
        assert sign(session).seen_at == (
            began if clock.now < began + timedelta(minutes=1) else clock.now
        )


def test_every_heartbeat_is_a_sign_of_the_sender(
    session: Session, sender: Sender, clock: Clock
) -> None:
    sender.heartbeat()
    clock.forward(seconds=10)
    sender.heartbeat()

    assert sign(session, SENDER).seen_at == clock.now
