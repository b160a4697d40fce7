from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tests.delivery.messages import make_rendered, reload
from tests.delivery.scripted_smtp import ScriptedServer
from tests.support.clock import Clock
from tests.support.faults import rename_table
from tests.support.smtp import Sink
from webinars.delivery.sender import Sender, sender_name
from webinars.models.message import Message, MessageState, Phase
from webinars.models.message import Sender as LeaseRow


def names(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(LeaseRow.name)))


def held(session: Session, owner: str, phase: Phase = Phase.NONE, ambiguous: int = 0) -> Message:
    return make_rendered(
        session,
        state=MessageState.SENDING,
        owner=owner,
        attempt=1,
        phase=phase,
        ambiguous=ambiguous,
    )


def add_lease(session: Session, name: str, expires_at: object) -> None:
    session.add(LeaseRow(name=name, renewed_at=expires_at, expires_at=expires_at))
    session.commit()


def test_no_two_senders_have_one_name() -> None:
    made = {sender_name() for _ in range(50)}

    assert len(made) == 50
    assert max(map(len, made)) <= 64


def test_a_dead_senders_messages_are_taken_over(
    session: Session, sender: Sender, smtp: Sink, clock: Clock
) -> None:
    add_lease(session, "dead", clock.now)
    unsent = held(session, "dead")
    doubtful = held(session, "dead", Phase.DOT)
    lost = held(session, "dead", Phase.DOT, ambiguous=1)

    assert sender.drain() == 2

    assert reload(session, unsent).state == MessageState.SENT
    assert (unsent.attempt, unsent.ambiguous) == (2, 0)
    assert reload(session, doubtful).state == MessageState.SENT
    assert (doubtful.attempt, doubtful.ambiguous) == (2, 1)
    assert reload(session, lost).state == MessageState.UNCERTAIN
    assert (lost.ambiguous, lost.settled_at, lost.owner) == (2, clock.now, None)
    assert len(names(session)) == 1
    assert sorted(each["Message-ID"] for each in smtp.messages) == sorted(
        [unsent.message_id, doubtful.message_id]
    )


def test_a_living_senders_messages_are_its_own(
    session: Session, sender: Sender, smtp: Sink, clock: Clock
) -> None:
    add_lease(session, "alive", clock.now + timedelta(seconds=1))
    message = held(session, "alive")

    sender.heartbeat()
    assert sender.drain() == 0
    assert reload(session, message).owner == "alive"

    clock.forward(seconds=1)
    sender.heartbeat()
    assert reload(session, message).state == MessageState.QUEUED


def test_a_heartbeat_keeps_the_lease_alive(
    app: Flask, session: Session, sender: Sender, clock: Clock
) -> None:
    lease = sender.begin()
    for _ in range(3):
        clock.forward(seconds=app.extensions["webinars_settings"].lease_seconds - 1)
        sender.heartbeat()

    assert names(session) == [lease.name]
    assert sender.begin() is lease


def test_a_sender_that_lost_its_lease_goes_on_under_a_new_name(
    app: Flask, session: Session, sender: Sender, smtp: Sink, clock: Clock
) -> None:
    lost = sender.begin()
    clock.forward(seconds=app.extensions["webinars_settings"].lease_seconds)
    sender.heartbeat()
    make_rendered(session)

    assert sender.drain() == 1

    (name,) = names(session)
    assert name != lost.name


def test_a_sender_that_slept_through_its_lease_notices_before_it_claims(
    app: Flask, session: Session, sender: Sender, smtp: Sink, clock: Clock
) -> None:
    slept = sender.begin()
    clock.forward(seconds=app.extensions["webinars_settings"].lease_seconds)
    message = make_rendered(session)

    assert sender.drain() == 1
    assert slept.lost.is_set()
    assert slept.name not in names(session)
    assert reload(session, message).attempt == 1


def test_losing_the_lease_in_the_middle_stops_the_batch(
    app: Flask, session: Session, sender: Sender, server: ScriptedServer, clock: Clock
) -> None:
    messages = [make_rendered(session) for _ in range(3)]
    session.rollback()

    def sleep_too_long() -> None:
        server.before.clear()
        clock.forward(seconds=app.extensions["webinars_settings"].lease_seconds)
        sender.heartbeat()

    server.before["MAIL"] = sleep_too_long

    assert sender.drain() == 3
    assert len(names(session)) == 1
    assert sorted(server.message_ids) == sorted(
        reload(session, each).message_id for each in messages
    )


def test_a_stopped_sender_finishes_the_message_in_hand_and_gives_back_the_rest(
    session: Session, sender: Sender, server: ScriptedServer
) -> None:
    messages = [make_rendered(session) for _ in range(3)]
    session.rollback()
    server.before["DATA"] = sender.stop

    assert sender.drain() == 1
    sender.end()

    states = [reload(session, each).state for each in messages]
    assert states == [MessageState.SENT, MessageState.QUEUED, MessageState.QUEUED]
    assert [each.attempt for each in messages] == [1, 0, 0]
    assert names(session) == []


def test_a_sender_that_could_not_even_start_starts_later(
    app: Flask, session: Session, sender: Sender, smtp: Sink
) -> None:
    message = make_rendered(session)
    session.rollback()
    rename_table(app, "senders", "elsewhere")
    with pytest.raises(SQLAlchemyError):
        sender.drain()
    sender.end()
    rename_table(app, "elsewhere", "senders")

    assert sender.drain() == 1
    assert reload(session, message).state == MessageState.SENT


def test_after_an_error_the_lease_is_given_up_and_nothing_stays_stuck(
    app: Flask, session: Session, server: ScriptedServer, clock: Clock
) -> None:
    troubles = [True]

    def chance() -> float:
        if troubles.pop():
            raise RuntimeError("whatever nobody thought of")
        return 1.0

    messages = [make_rendered(session) for _ in range(3)]
    session.rollback()
    server.script["RCPT"] = ["450 later"]
    sender = Sender(app, clock, jitter=chance)
    first = sender.begin()

    with pytest.raises(RuntimeError):
        sender.drain()

    assert sender.drain() == 3
    assert first.name not in names(session)
    assert sorted(server.message_ids) == sorted(
        reload(session, each).message_id for each in messages
    )


def test_a_clock_that_is_set_costs_nobody_a_lease(
    app: Flask, session: Session, sender: Sender, clock: Clock
) -> None:
    lease = sender.begin()
    add_lease(session, "other", clock.now + timedelta(seconds=30))
    message = held(session, "other")
    clock.forward(hours=1)

    sender.follow_clock()
    sender.heartbeat()

    assert sender.begin() is lease
    assert sorted(names(session)) == sorted([lease.name, "other"])
    assert reload(session, message).state == MessageState.SENDING


def test_a_heartbeat_renews_every_lease_even_if_the_rest_fails(
    app: Flask, session: Session, sender: Sender, clock: Clock
) -> None:
    other = Sender(app, clock, beside=sender)
    held_by = sorted([sender.begin().name, other.begin().name])
    clock.forward(seconds=1)
    rename_table(app, "messages", "elsewhere")
    with pytest.raises(SQLAlchemyError):
        sender.heartbeat(other)
    rename_table(app, "elsewhere", "messages")

    assert sorted(names(session)) == held_by
    assert set(session.scalars(select(LeaseRow.renewed_at))) == {clock.now}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_heartbeat_trusts_no_plan_of_the_time_when_tables_were_empty(
    session: Session, sender: Sender
) -> None:
    # After five times the driver prepares a statement, after five more the server keeps its plan.
    for _ in range(15):
        sender.heartbeat()

    prepared = session.execute(
        text(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%SKIP LOCKED%' OR statement LIKE '%carrier_id IN%'"
        )
    ).all()
    assert len(prepared) == 3
    assert all(row.generic_plans == 0 and row.custom_plans > 5 for row in prepared)
