"""Several reminders of a person for one day are one mail, and nothing is lost by it."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import make_registration, make_series
from tests.support.clock import Clock
from tests.support.planning import DUE, outcome, register_too, reminders, webinar_with
from webinars.database import claims, leases
from webinars.database.engine import transaction
from webinars.delivery.sender import Sender
from webinars.models.attendee import Attendee
from webinars.models.message import DropReason, Message, MessageKind, MessageState
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.reminders import queue_due

SENT, DROPPED, QUEUED = MessageState.SENT, MessageState.DROPPED, MessageState.QUEUED
MERGED = DropReason.MERGED


def test_two_webinars_of_a_day_are_one_mail(
    session: Session, sender: Sender, server: ScriptedServer, one: Webinar, person: Attendee
) -> None:
    other = register_too(session, one, person)
    now = DUE + timedelta(minutes=20)
    queue_due(now)

    assert sender.drain() == 1

    assert outcome(session) == [(SENT, ""), (DROPPED, MERGED)]
    (shown,) = server.texts
    assert all(webinar.titles["en"] in shown for webinar in (one, other))
    assert shown.count("/join/") == 2


@pytest.mark.parametrize("apart", [{"minutes": 60}, {"hours": 5}, {"days": 1}])
def test_reminders_due_further_apart_are_mails_of_their_own(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
    apart: dict[str, float],
) -> None:
    register_too(session, one, person, **apart)
    for when in (DUE, DUE + timedelta(**apart)):
        clock.now = when
        queue_due(when)
        assert sender.drain() == 1

    assert outcome(session) == [(SENT, ""), (SENT, "")]


def test_a_webinar_of_another_series_has_a_mail_of_its_own(
    session: Session, sender: Sender, server: ScriptedServer, one: Webinar, person: Attendee
) -> None:
    other = webinar_with(session, series=make_series(session))
    make_registration(session, webinar=other, attendee=person)
    queue_due(DUE)

    assert sender.drain() == 2


def cancel(app: Flask, webinar_id: int) -> None:
    with app.app_context(), transaction() as changing:
        values = {"state": WebinarState.CANCELLED}
        changing.execute(update(Webinar).where(Webinar.id == webinar_id).values(values))


def test_a_carried_webinar_that_is_cancelled_before_the_dot_is_not_told_of(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    other = register_too(session, one, person)
    clock.forward(minutes=20)
    queue_due(clock.now)
    title, other_id = other.titles["en"], other.id
    session.rollback()

    server.before["DATA"] = partial(cancel, app, other_id)
    sender.drain()
    server.before.clear()
    sender.drain()

    assert outcome(session) == [(SENT, ""), (DROPPED, DropReason.CANCELLED)]
    (shown,) = server.texts
    assert title not in shown


def test_a_carrier_that_is_cancelled_before_the_dot_loses_nothing_that_it_carries(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    one: Webinar,
    person: Attendee,
) -> None:
    other = register_too(session, one, person)
    clock.forward(minutes=20)
    queue_due(clock.now)
    title, first_id = other.titles["en"], one.id
    session.rollback()

    server.before["DATA"] = partial(cancel, app, first_id)
    sender.drain()
    server.before.clear()
    sender.drain()

    assert outcome(session) == [(DROPPED, DropReason.CANCELLED), (SENT, "")]
    (shown,) = server.texts
    assert title in shown


@pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.EXPIRED])
def test_what_a_message_carried_comes_back_when_it_ends_without_being_sent(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    one: Webinar,
    person: Attendee,
    state: MessageState,
) -> None:
    register_too(session, one, person)
    queue_due(DUE + timedelta(minutes=20))
    carrier, carried = (message.id for message in reminders(session))
    merged = {"state": DROPPED, "reason": MERGED, "carrier_id": carrier, "settled_at": DUE}
    session.execute(update(Message).where(Message.id == carried).values(merged))
    session.execute(update(Message).where(Message.id == carrier).values(state=state))
    session.commit()

    sender.heartbeat()

    assert outcome(session) == [(state, ""), (QUEUED, "")]


def test_a_carried_reminder_that_another_sender_holds_is_taken_from_it(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    one: Webinar,
    person: Attendee,
) -> None:
    register_too(session, one, person)
    now = DUE + timedelta(minutes=20)
    queue_due(now)
    second = reminders(session)[1].id
    with transaction() as writing:
        leases.open_lease(writing, "other", now=now, expires_at=now + timedelta(hours=1))
        first = Message.id != second
        writing.execute(update(Message).where(first).values(due_at=now + timedelta(minutes=1)))
    with transaction() as writing:
        (claim,) = claims.claim_due(writing, "other", limit=1, now=now)
        writing.execute(update(Message).values(due_at=DUE))

    assert sender.drain() == 1

    with transaction() as writing:
        assert not claims.freeze(writing, claim, b"mail", "title", now=now)
    assert outcome(session) == [(SENT, ""), (DROPPED, MERGED)]


def test_planners_and_senders_side_by_side_send_one_mail_to_each(
    app: Flask, session: Session, server: ScriptedServer, one: Webinar, person: Attendee
) -> None:
    register_too(session, one, person)
    now = DUE + timedelta(minutes=20)
    session.rollback()
    senders = [Sender(app, Clock(now), lambda: 0) for _ in range(2)]

    def work(each: Sender) -> None:
        with app.app_context():
            queue_due(now)
        each.drain()

    threads = [threading.Thread(target=work, args=[each]) for each in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in senders:
        each.drain()

    assert sorted(outcome(session)) == [(DROPPED, MERGED), (SENT, "")]
    assert {message.kind for message in reminders(session)} == {MessageKind.REMINDER}
