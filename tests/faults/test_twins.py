"""The five central guards: with each of them all is well, without it the damage is there.

The only place where guards of ours are switched off: a test of a guard that cannot fail is worth
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import Column, Integer, MetaData, UniqueConstraint, func, select, text, update
from sqlalchemy.orm import Session

from tests.factories import make_signup
from tests.faults.conftest import Workers
from tests.faults.crew import LEASE_SECONDS, Crew, wait_until
from tests.faults.ledger import Books, settled
from tests.faults.people import make_coming_webinar, make_due_reminder, release
from tests.faults.points import Plan
from tests.faults.sink import Judge, Turn
from webinars import clock
from webinars.database.engine import db, is_sqlite, transaction
from webinars.models.base import Base
from webinars.models.message import MessageKind, MessageState, Subject
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.services import registrations
from webinars.services.registrations import confirm_sign_up
from webinars.services.rights import erase_person
from webinars.settings import current_settings
from webinars.steps import places
from webinars.steps.messages import Recipient, queue_message
from webinars.tokens import Purpose, derive

SEATS, PEOPLE, THREADS = 10, 30, 8
ROUNDS = 3
"""Tries of a worker without a fence: once in a while the one that wakes up comes to nothing."""
WITH_AND_WITHOUT = pytest.mark.parametrize("guarded", [True, False], ids=["with", "without"])
LIMIT = "ck_webinars_seats_within_capacity"


@pytest.fixture
def no_limit(app: Flask, guarded: bool) -> Iterator[None]:
    """Without the guard the last resort in the table itself goes too."""
    if guarded or is_sqlite():
        yield
        return
    with transaction() as writing:
        writing.execute(text(f"ALTER TABLE webinars DROP CONSTRAINT {LIMIT}"))
    yield
    with transaction() as writing:
        condition = "CHECK (seats_taken <= capacity) NOT VALID"
        writing.execute(text(f"ALTER TABLE webinars ADD CONSTRAINT {LIMIT} {condition}"))


def take_any_seat(session: Session, webinar_id: int) -> bool:
    """Take a seat without asking whether there is one."""
    if is_sqlite():
        session.execute(text("PRAGMA ignore_check_constraints=ON"))
    raised = update(Webinar).where(Webinar.id == webinar_id)
    session.execute(raised.values(seats_taken=Webinar.seats_taken + 1))
    return True


@WITH_AND_WITHOUT
def test_the_seat_counter_gives_away_no_more_seats_than_there_are(
    app: Flask,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    no_limit: None,
    guarded: bool,
) -> None:
    webinar = make_coming_webinar(session, 600, capacity=SEATS)
    made = [make_signup(session, webinars=[webinar], created_at=clock.now()) for _ in range(PEOPLE)]
    key = current_settings().link_key
    tokens = [derive(key, Purpose.CONFIRM, each.id, each.generation) for each in made]
    release()
    if not guarded:
        monkeypatch.setattr(places, "take_seat", take_any_seat)

    def confirm(token: str) -> None:
        with app.app_context():
            confirm_sign_up(token, now=clock.now())

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(confirm, tokens))

    seated = select(func.count()).where(Registration.state == RegistrationState.CONFIRMED)
    count = session.scalar(seated)
    assert count == (SEATS if guarded else PEOPLE)
    release()


def forget_unique_keys() -> None:
    """Make the table of messages anew without its unique keys, and as no other test knows it."""
    db.session.rollback()
    bare = Base.metadata.tables["messages"].to_metadata(MetaData())
    for constraint in list(bare.constraints):
        if isinstance(constraint, UniqueConstraint):
            bare.constraints.remove(constraint)
    bare.indexes.clear()
    bare.append_column(Column("twin", Integer))
    for foreign in list(bare.foreign_key_constraints):
        bare.constraints.remove(foreign)
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE messages"))
        bare.create(connection)


@WITH_AND_WITHOUT
def test_the_unique_key_makes_asking_twice_asking_once(
    app: Flask, session: Session, judge: Judge, workers: Workers, guarded: bool
) -> None:
    signup = make_signup(session, created_at=clock.now())
    recipient = Recipient(email=signup.email, language=signup.language)
    about = (Subject.SIGNUP, signup.id)
    release()
    if not guarded:
        forget_unique_keys()
    for _ in range(2):
        with transaction() as writing:
            kind = MessageKind.CONFIRM_ADDRESS
            queue_message(writing, kind, recipient, about, now=clock.now())
    release()
    with workers(size=1):
        settled(app, judge)

    assert judge.recipients_taken[recipient.email] == (1 if guarded else 2)


def count(crew: Crew, what: str) -> int:
    return sum(each.what == what for each in crew.events)


def all_are_awake(crew: Crew) -> bool:
    return count(crew, "woken") == count(crew, "stopped")


@WITH_AND_WITHOUT
def test_the_fence_stops_a_worker_that_comes_back_too_late(
    app: Flask, session: Session, judge: Judge, workers: Workers, guarded: bool
) -> None:
    without = "" if guarded else "fence"
    plan = Plan(point="offered", chance=0.1, act="stop", without=without)
    extra = 0
    for number in range(1 if guarded else ROUNDS):
        make_due_reminder(session, 8, domains=[f"round-{number}.example.org"])
        release()
        with workers(plan, stop_seconds=2 * LEASE_SECONDS) as crew:
            settled(app, judge)
            assert count(crew, "stopped")
            wait_until(partial(all_are_awake, crew))
        extra = Books(app, judge).extra
        if extra:
            break

    assert (extra == 0) is guarded


@WITH_AND_WITHOUT
@pytest.mark.parametrize("act", ["cancelled", pytest.param("erased", marks=pytest.mark.faults)])
def test_the_last_check_stops_a_mail_to_somebody_who_has_just_left(
    app: Flask, session: Session, judge: Judge, workers: Workers, guarded: bool, act: str
) -> None:
    make_due_reminder(session, 6)
    leaving = "person.3@example.org"
    attendee_id = session.scalar(select(Registration.attendee_id).where(Registration.id == 3))
    release()

    def leave(turn: Turn) -> None:
        if turn.recipient != leaving:
            return
        with app.app_context():
            if act == "erased":
                erase_person(leaving, now=clock.now())
            else:
                token = derive(current_settings().link_key, Purpose.MY_PAGE, attendee_id or 0, 1)
                registrations.cancel_all(token, now=clock.now())

    judge.rules["DATA"] = leave
    with workers(Plan(without="" if guarded else "last check"), size=1):
        books = settled(app, judge)

    reminders = {each.message_id for each in books.of_kind(MessageKind.REMINDER)}
    told = [each.recipient for each in judge.taken if each.message_id in reminders]
    assert len(reminders) == 6
    assert (leaving in told) is not guarded
    assert len(told) == (5 if guarded else 6)


@WITH_AND_WITHOUT
def test_what_is_not_useful_any_more_is_not_sent(
    app: Flask, session: Session, judge: Judge, workers: Workers, guarded: bool
) -> None:
    signup = make_signup(session, created_at=clock.now())
    with transaction() as writing:
        queue_message(
            writing,
            MessageKind.CONFIRM_ADDRESS,
            Recipient(email=signup.email, language=signup.language),
            (Subject.SIGNUP, signup.id),
            now=clock.now(),
            useful_until=clock.now() - timedelta(seconds=1),
        )
    release()
    with workers(Plan(without="" if guarded else "expiry"), size=1):
        books = settled(app, judge)

    assert books.states == {MessageState.EXPIRED if guarded else MessageState.SENT: 1}
    assert len(judge.taken) == (0 if guarded else 1)
