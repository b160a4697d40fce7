from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import make_message, make_signup
from webinars.database import claims, leases
from webinars.database.claims import Claim
from webinars.database.engine import transaction
from webinars.models.message import Lane, Message, MessageState, Phase

LATER = timedelta(minutes=1)


@pytest.fixture
def owner(app: Flask, now: datetime) -> str:
    """A sender with a lease of a minute."""
    with transaction() as session:
        leases.open_lease(session, "me", now=now, expires_at=now + LATER)
    return "me"


def claim_one(owner: str, now: datetime) -> Claim:
    with transaction() as session:
        (claim,) = claims.claim_due(session, owner, limit=1, now=now)
    return claim


def reloaded(session: Session, message: Message) -> Message:
    session.rollback()
    session.refresh(message)
    return message


def test_a_claim_marks_the_message_as_its_owners(
    session: Session, owner: str, now: datetime
) -> None:
    message = make_message(session)

    claim = claim_one(owner, now)

    assert claim == Claim(message.id, 1, owner, message.kind)
    reloaded(session, message)
    assert (message.state, message.attempt) == (MessageState.SENDING, 1)
    assert (message.owner, message.phase) == (owner, Phase.NONE)


def test_a_claim_takes_urgent_lanes_first_and_no_more_than_asked(
    session: Session, owner: str, now: datetime
) -> None:
    news = make_message(session, lane=Lane.NEWS, due_at=now - timedelta(days=1))
    second = make_message(session, lane=Lane.REMINDER)
    first = make_message(session, lane=Lane.REMINDER, due_at=now - timedelta(seconds=1))

    with transaction() as writing:
        claimed = claims.claim_due(writing, owner, limit=2, now=now)

    assert [claim.id for claim in claimed] == [first.id, second.id]
    assert reloaded(session, news).state == MessageState.QUEUED


@pytest.mark.parametrize(
    "values",
    [
        {"due_at": LATER},
        {"useful_until": timedelta(0)},
        {"state": MessageState.SENT},
        {"state": MessageState.SENDING},
    ],
)
def test_what_may_not_leave_now_is_not_claimed(
    session: Session, owner: str, now: datetime, values: dict[str, object]
) -> None:
    moments = {
        name: now + value if isinstance(value, timedelta) else value
        for name, value in values.items()
    }
    make_message(session, **moments)

    with transaction() as writing:
        assert not claims.is_due(writing, now)
        assert claims.claim_due(writing, owner, limit=5, now=now) == []


def test_without_a_living_lease_nothing_is_claimed(
    session: Session, owner: str, now: datetime
) -> None:
    make_message(session, due_at=now)

    with transaction() as writing:
        assert claims.is_due(writing, now)
        assert claims.claim_due(writing, "somebody", limit=5, now=now) == []
        assert claims.claim_due(writing, owner, limit=5, now=now + LATER) == []


@pytest.mark.parametrize("stale", [{"attempt": 0}, {"attempt": 2}, {"owner": "other"}, {"id": 999}])
def test_every_write_of_a_claim_that_is_not_the_present_one_is_refused(
    session: Session, owner: str, now: datetime, stale: dict[str, Any]
) -> None:
    message = make_message(session)
    claim = claim_one(owner, now)
    other = replace(claim, **stale)

    with transaction() as writing:
        assert claims.find_claimed(writing, other) is None
        assert not claims.freeze(writing, other, b"mail", "title", now=now)
        assert not claims.pass_last_check(writing, other, now)
        assert not claims.settle(writing, other, MessageState.SENT, now=now)
        assert not claims.put_off(writing, other, due_at=now, error="")
        assert not claims.put_in_doubt(writing, other, due_at=now, now=now, error="")
        assert claims.give_up(writing, other, now, gone=True) is None
        assert claims.give_back(writing, [other]) == 0

    reloaded(session, message)
    assert (message.state, message.attempt, message.phase) == (
        MessageState.SENDING,
        1,
        Phase.NONE,
    )


def test_a_settled_message_is_settled_for_good(session: Session, owner: str, now: datetime) -> None:
    message = make_message(session)
    claim = claim_one(owner, now)

    with transaction() as writing:
        assert claims.settle(writing, claim, MessageState.SENT, now=now)
        assert not claims.settle(writing, claim, MessageState.FAILED, now=now)

    assert reloaded(session, message).state == MessageState.SENT


def test_a_message_that_is_wanted_again_is_queued_and_not_given_up(
    session: Session, owner: str, now: datetime
) -> None:
    message = make_message(session, body=b"mail", title="title")
    claim = claim_one(owner, now)

    with transaction() as writing:
        assert claims.give_up(writing, claim, now) == MessageState.QUEUED
        assert claims.give_up(writing, claim, now) is None

    reloaded(session, message)
    assert (message.state, message.owner, message.settled_at) == (MessageState.QUEUED, None, None)
    assert (message.body, claim_one(owner, now).attempt) == (b"mail", 2)


def test_a_message_given_back_is_as_it_was_before(
    session: Session, owner: str, now: datetime
) -> None:
    due = now - timedelta(minutes=3)
    message = make_message(session, due_at=due)
    claim = claim_one(owner, now)

    with transaction() as writing:
        assert claims.give_back(writing, [claim]) == 1

    reloaded(session, message)
    assert (message.state, message.attempt) == (MessageState.QUEUED, 0)
    assert (message.owner, message.due_at) == (None, due)


def test_a_lease_can_be_renewed_until_it_is_over(owner: str, now: datetime) -> None:
    with transaction() as session:
        until = now + 2 * LATER
        assert leases.renew_lease(session, owner, now=now + LATER / 2, expires_at=until)
        assert not leases.renew_lease(session, owner, now=until, expires_at=until + LATER)
        assert not leases.renew_lease(session, "somebody", now=now, expires_at=until)


def test_a_closed_lease_frees_what_was_held_at_the_next_sweep(
    session: Session, owner: str, now: datetime
) -> None:
    message = make_message(session)
    claim_one(owner, now)

    with transaction() as writing:
        assert claims.take_over(writing, now) == 0
        leases.close_lease(writing, owner)
        assert claims.take_over(writing, now) == 1

    reloaded(session, message)
    assert (message.state, message.owner, message.attempt) == (MessageState.QUEUED, None, 1)


def test_only_queued_messages_expire(session: Session, owner: str, now: datetime) -> None:
    late = make_message(session, useful_until=now)
    useful = make_message(session, useful_until=now + LATER)
    sending = make_message(session, useful_until=now, state=MessageState.SENDING, owner=owner)

    with transaction() as writing:
        assert claims.expire(writing, now) == 1

    assert reloaded(session, late).state == MessageState.EXPIRED
    assert late.settled_at == now
    assert reloaded(session, useful).state == MessageState.QUEUED
    assert reloaded(session, sending).state == MessageState.SENDING


def test_senders_claiming_at_one_moment_never_get_the_same_message(
    app: Flask, session: Session, now: datetime
) -> None:
    signup = make_signup(session)
    for version in range(1, 41):
        make_message(session, subject_id=signup.id, recipient=signup.email, version=version)
    session.rollback()
    names = [f"sender-{number}" for number in range(4)]
    with transaction() as writing:
        for name in names:
            leases.open_lease(writing, name, now=now, expires_at=now + LATER)
    claimed: list[Claim] = []
    start = threading.Barrier(len(names))

    def work(name: str) -> None:
        start.wait()
        while True:
            with app.app_context(), transaction() as own:
                batch = claims.claim_due(own, name, limit=3, now=now)
            if not batch:
                break
            claimed.extend(batch)

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(claimed) == 40
    assert len({claim.id for claim in claimed}) == 40
