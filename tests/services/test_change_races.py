"""Two at once: one act happens, the other is refused or comes after it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.factories import make_signup, make_webinar
from tests.support.changes import later, make_editor, make_seated
from webinars.database.engine import session as reading_session
from webinars.database.engine import transaction
from webinars.errors import ChangeRefusedError, Refusal
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.organiser import Organiser
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.changes import cancel_webinar, move_webinar
from webinars.services.registrations import confirm_sign_up
from webinars.settings import current_settings
from webinars.steps.leaving import leave
from webinars.tokens import Purpose, derive


@pytest.fixture
def at_once(app, session):
    def run(*acts: Callable[[], object]) -> list[object]:
        barrier = Barrier(len(acts))

        def one(act):
            with app.app_context():
                barrier.wait()
                try:
                    return act()
                except ChangeRefusedError as error:
                    return error.why

        session.rollback()
        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts))

    return run


def mover(editor, webinar, days=1):
    number, key, time = editor.id, webinar.key, later(webinar, days=days)

    def act(now):
        organiser = reading_session().get_one(Organiser, number)
        return move_webinar(organiser, key, time, {}, seen=1, now=now)

    return act


def count(session, kind, state=MessageState.QUEUED):
    return session.scalar(select(func.count()).where(Message.kind == kind, Message.state == state))


def test_of_two_moves_at_once_one_happens_and_tells_once(session, at_once, now):
    webinar = make_webinar(session)
    editor = make_editor(session, webinar)
    make_seated(session, webinar)
    one, two = mover(editor, webinar, 1), mover(editor, webinar, 2)

    results = at_once(lambda: one(now), lambda: two(now))

    assert sorted(results, key=str) == [1, Refusal.MEANWHILE]
    session.refresh(webinar)
    assert webinar.schedule_version == 2
    assert count(session, MessageKind.MOVED) == 1


def test_of_a_move_and_a_cancellation_at_once_one_happens(session, at_once, now):
    webinar = make_webinar(session)
    editor = make_editor(session, webinar)
    make_seated(session, webinar)
    number, key, move = editor.id, webinar.key, mover(editor, webinar)

    def cancel():
        organiser = reading_session().get_one(Organiser, number)
        return cancel_webinar(organiser, key, {}, seen=1, now=now)

    results = at_once(lambda: move(now), cancel)

    assert results.count(1) == 1
    session.refresh(webinar)
    cancelled = webinar.state == WebinarState.CANCELLED
    assert results[1 if cancelled else 0] == 1
    assert count(session, MessageKind.CANCELLED) == cancelled
    assert count(session, MessageKind.MOVED) == (not cancelled)


def test_who_confirms_during_a_move_is_told_the_new_time(session, at_once, now):
    webinar = make_webinar(session)
    editor = make_editor(session, webinar)
    signup = make_signup(session, webinars=[webinar], created_at=now)
    token = derive(current_settings().link_key, Purpose.CONFIRM, signup.id, signup.generation)
    move = mover(editor, webinar)

    at_once(lambda: move(now), lambda: confirm_sign_up(token, now=now))

    session.rollback()
    told = session.execute(
        select(Message.kind, Message.version).where(
            Message.state == MessageState.QUEUED, Message.kind != MessageKind.REGISTERED
        )
    ).all()
    assert told in ([(MessageKind.INVITATION, 2)], [(MessageKind.MOVED, 2)])


def test_leaving_twice_at_once_frees_one_seat_and_tells_once(session, at_once, now):
    webinar = make_webinar(session)
    registration = make_seated(session, webinar)
    make_seated(session, webinar)
    number = registration.id

    def go():
        with transaction() as writing:
            leave(writing, writing.get_one(Registration, number), now=now)

    at_once(go, go)

    session.rollback()
    assert session.get_one(Webinar, webinar.id).seats_taken == 1
    assert count(session, MessageKind.LEFT) == 1
