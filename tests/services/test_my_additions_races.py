"""Many press the button that adds webinars at once: each is registered once, nobody in vain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_attendee, make_webinar
from tests.support.saving import together
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar
from webinars.queries.audits import Audit, count_audits
from webinars.services.my_additions import Additions, Choice, add_webinars
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

CROWD = 6


def test_each_of_many_presses_twice_at_once_in_another_order_and_is_registered_once(
    app: Flask, session: Session
) -> None:
    with together(session):
        webinars = [make_webinar(session, capacity=CROWD - 2) for _ in range(3)]
        people = [make_attendee(session) for _ in range(CROWD)]
    key = current_settings().link_key
    tokens = [derive(key, Purpose.MY_PAGE, each.id, 1) for each in people]
    numbers = [each.id for each in webinars]
    orders = [tuple(each.key for each in webinars[::way]) for way in (1, -1)]
    session.rollback()
    barrier = Barrier(2 * CROWD)

    def press(number: int) -> Additions:
        choice = Choice(webinars=orders[number % 2], answers=(), form_language="en")
        with app.app_context():
            barrier.wait()
            return add_webinars(tokens[number // 2], choice, "made with the form", now=NOW)

    with ThreadPoolExecutor(2 * CROWD) as crowd:
        done = list(crowd.map(press, range(2 * CROWD)))

    session.rollback()
    assert {sorted(each.webinars) == sorted(numbers) for each in done} == {True}
    assert {each.refused for each in done} == {()}
    count = select(Registration.state, func.count()).group_by(Registration.state)
    assert dict(session.execute(count).all()) == {
        RegistrationState.CONFIRMED: 3 * (CROWD - 2),
        RegistrationState.WAITING: 3 * 2,
    }
    assert [session.get_one(Webinar, each).seats_taken for each in numbers] == [CROWD - 2] * 3
    assert count_audits(NOW)[Audit.MISCOUNTED] == 0
    assert session.scalar(select(func.count()).select_from(SignUp)) == CROWD
    told = select(func.count()).where(Message.kind == MessageKind.REGISTERED)
    assert session.scalar(told) == CROWD
