"""Many cancel, accept and let lapse at once: the seats are never exceeded."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_registration, make_webinar
from tests.support.saving import together
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.audits import Audit, count_audits
from webinars.services.offers import accept_offer, lapse_offers
from webinars.services.registrations import cancel_registration
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

CROWD = 20
CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING
OFFERED, CANCELLED = RegistrationState.OFFERED, RegistrationState.CANCELLED


def token_of(registration: Registration) -> str:
    return derive(
        current_settings().link_key, Purpose.MY_PAGE, registration.attendee_id, generation=1
    )


def make_crowd(session: Session) -> tuple[int, list[Callable[[], object]]]:
    """Make 20 with a seat who cancel, 20 with an offer who accept, and 20 who wait."""
    with together(session):
        webinar = make_webinar(session, capacity=2 * CROWD, offer_hours=1)
        acts: list[Callable[[], object]] = []
        for state in (CONFIRMED, OFFERED, WAITING):
            for _ in range(CROWD):
                own = make_registration(session, webinar=webinar, state=state)
                token, number = token_of(own), own.id
                if state == CONFIRMED:
                    acts.append(partial(cancel_registration, token, number, now=NOW))
                if state == OFFERED:
                    own.offered_until = NOW + timedelta(hours=1)
                    webinar.seats_taken += 1
                    acts.append(partial(accept_offer, token, number, now=NOW))
    return webinar.id, acts


def test_twenty_cancel_and_twenty_accept_at_once_and_no_seat_is_given_twice(
    app: Flask, session: Session
) -> None:
    number, acts = make_crowd(session)
    acts.append(lambda: lapse_offers(NOW))
    session.rollback()
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            barrier.wait()
            return act()

    with ThreadPoolExecutor(len(acts)) as crowd:
        done = list(crowd.map(run, acts))

    session.rollback()
    assert done == [True] * (2 * CROWD) + [0]
    query = select(Registration.state, func.count()).group_by(Registration.state)
    assert dict(session.execute(query).all()) == {
        CANCELLED: CROWD,
        CONFIRMED: CROWD,
        OFFERED: CROWD,
    }
    assert session.get_one(Webinar, number).seats_taken == 2 * CROWD
    assert count_audits(NOW)[Audit.MISCOUNTED] == 0
    offers = select(func.count()).where(Message.kind == MessageKind.OFFERED)
    assert session.scalar(offers) == CROWD
