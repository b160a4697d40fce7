"""Whatever people and time do in any order: no seat too many, and none idle while people wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_attendee, make_webinar
from webinars.database.engine import transaction
from webinars.models.attendee import Attendee
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.services.offers import lapse_offers
from webinars.steps.leaving import leave
from webinars.steps.offers import accept_offer, withdraw_offer
from webinars.steps.registering import register
from webinars.steps.waiting_list import promote_person

OFFERED, WAITING = RegistrationState.OFFERED, RegistrationState.WAITING
STEPS = 60

pytestmark = pytest.mark.usefixtures("app")


def act(session: Session, random: Random, webinar_id: int, now: datetime) -> str:
    """Let one of those registered, or somebody new, do something; return what it was."""
    acts = {
        "accept": lambda each: accept_offer(session, each, now=now),
        "withdraw": lambda each: withdraw_offer(session, each, now=now),
        "leave": lambda each: leave(session, each, now=now),
        "promote": lambda each: promote_person(session, each, more_seats=True, now=now),
    }
    name = random.choices(["register", *acts], [6, 4, 1, 4, 1])[0]
    people = session.scalars(select(Registration).order_by(Registration.id)).all()
    if name == "register" or not people:
        attendee = session.get_one(
            Attendee, random.choice(session.scalars(select(Attendee.id)).all())
        )
        register(session, webinar_id, attendee, now=now)
    else:
        acts[name](random.choice(people))
    return name


@pytest.mark.parametrize("seed", range(2))
def test_seats_and_offers_agree_after_every_step(session: Session, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - not for secrets
    webinar_id = make_webinar(session, capacity=2, offer_hours=3).id
    for _ in range(9):
        make_attendee(session)
    now, walked = NOW, []

    for _ in range(STEPS):
        now += timedelta(minutes=random.choice([1, 30, 120]))
        if random.random() < 0.3:
            lapse_offers(now)
        with transaction() as writing:
            walked.append(act(writing, random, webinar_id, now))
        session.rollback()
        webinar = session.get_one(Webinar, webinar_id, populate_existing=True)
        live = select(Registration).where(Registration.webinar_id == webinar_id)
        rows = session.scalars(live.execution_options(populate_existing=True)).all()
        held = [each for each in rows if each.state in (OFFERED, RegistrationState.CONFIRMED)]
        unasked = [each for each in rows if each.state == WAITING and each.lapsed_at is None]
        assert webinar.seats_taken == len(held) <= webinar.capacity, walked
        assert webinar.seats_free == 0 or not unasked, walked
        assert {each for each in rows if each.offered_until} == {
            each for each in rows if each.state == OFFERED
        }, walked
