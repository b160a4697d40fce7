"""Free seats offered with a deadline: held, accepted, lapsed, taken back, and never too many."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_attendee, make_registration, make_webinar
from tests.mail.mails import composed
from tests.mail.reading import text_of
from tests.support.saving import together
from webinars.database.engine import transaction
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.audits import Audit, count_audits
from webinars.queries.registrations import waiting_position
from webinars.services.offers import accept_offer, lapse_offers
from webinars.services.registrations import cancel_registration
from webinars.services.rights import erase_person
from webinars.settings import current_settings
from webinars.steps.waiting_list import promote_waiting
from webinars.tokens import Purpose, derive

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING
OFFERED, CANCELLED = RegistrationState.OFFERED, RegistrationState.CANCELLED
DAY = timedelta(hours=24)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def webinar(session: Session) -> Webinar:
    """Ana has the one seat; Bo, Cy and Di wait, in this order; an offer stands for a day."""
    with together(session):
        made = make_webinar(session, capacity=1, offer_hours=24)
        for name in ("Ana", "Bo", "Cy", "Di"):
            attendee = make_attendee(
                session, given_name=name, email=f"{name.lower()}@example.org", language="en"
            )
            state = CONFIRMED if name == "Ana" else WAITING
            make_registration(session, webinar=made, attendee=attendee, state=state)
    return made


def of(session: Session, name: str) -> Registration:
    session.rollback()
    own = select(Registration).join(Attendee).where(Attendee.given_name == name)
    return session.scalars(own).one()


def token_of(registration: Registration) -> str:
    person = registration.attendee
    key = current_settings().link_key
    return derive(key, Purpose.MY_PAGE, person.id, person.generation)


def leave(session: Session, name: str, now: datetime = NOW) -> None:
    own = of(session, name)
    cancel_registration(token_of(own), own.id, now=now)


def accept(session: Session, name: str, now: datetime = NOW) -> bool:
    own = of(session, name)
    return accept_offer(token_of(own), own.id, now=now)


def states(session: Session) -> dict[str, RegistrationState]:
    session.rollback()
    rows = session.scalars(select(Registration).order_by(Registration.id))
    return {each.attendee.given_name: each.state for each in rows}


def mails(session: Session) -> list[tuple[MessageKind, str]]:
    session.rollback()
    rows = session.scalars(select(Message).order_by(Message.id))
    return [(each.kind, each.recipient.partition("@")[0]) for each in rows]


def seats(session: Session, webinar: Webinar) -> int:
    session.rollback()
    assert count_audits(NOW)[Audit.MISCOUNTED] == 0
    return session.get_one(Webinar, webinar.id).seats_taken


def test_a_free_seat_is_held_for_whoever_waits_longest_who_accepts_it(
    session: Session, webinar: Webinar
) -> None:
    leave(session, "Ana")

    assert states(session) == {"Ana": CANCELLED, "Bo": OFFERED, "Cy": WAITING, "Di": WAITING}
    assert of(session, "Bo").offered_until == NOW + DAY
    assert waiting_position(of(session, "Cy")) == 1
    assert seats(session, webinar) == 1
    message = session.scalars(select(Message).where(Message.kind == MessageKind.OFFERED)).one()
    text = text_of(composed(message, session, NOW))
    assert "a place has become free, and it is held for you" in text
    assert f"/offers/{of(session, 'Bo').id}" in text

    assert accept(session, "Bo")
    assert not accept(session, "Bo")
    assert (of(session, "Bo").state, of(session, "Bo").offered_until) == (CONFIRMED, None)
    assert seats(session, webinar) == 1
    assert mails(session)[1:] == [(MessageKind.OFFERED, "bo"), (MessageKind.MOVED_UP, "bo")]


def test_who_declines_leaves_and_the_next_person_gets_the_offer(
    session: Session, webinar: Webinar
) -> None:
    leave(session, "Ana")
    leave(session, "Bo")

    assert states(session) == {"Ana": CANCELLED, "Bo": CANCELLED, "Cy": OFFERED, "Di": WAITING}
    assert seats(session, webinar) == 1
    offer = session.scalars(select(Message).where(Message.kind == MessageKind.OFFERED)).first()
    assert offer is not None
    assert (offer.recipient, offer.state) == ("bo@example.org", MessageState.DROPPED)


def test_an_overdue_offer_goes_on_to_the_next_and_its_person_to_the_end_of_the_list(
    session: Session, webinar: Webinar
) -> None:
    leave(session, "Ana")
    assert lapse_offers(NOW + DAY - timedelta(seconds=1)) == 0
    assert lapse_offers(NOW + DAY) == 1

    assert states(session) == {"Ana": CANCELLED, "Bo": WAITING, "Cy": OFFERED, "Di": WAITING}
    assert (waiting_position(of(session, "Di")), waiting_position(of(session, "Bo"))) == (1, 2)
    assert not accept(session, "Bo", NOW + DAY)
    lapsed = session.scalars(select(Message).where(Message.kind == MessageKind.OFFER_LAPSED)).one()
    assert "now at its end" in text_of(composed(lapsed, session, NOW))
    assert lapse_offers(NOW + 2 * DAY) == 1
    # Everybody has been asked: the last offer stands until it is answered, or somebody else comes.
    assert lapse_offers(NOW + 3 * DAY) == 0
    assert accept(session, "Di", NOW + 3 * DAY)
    assert seats(session, webinar) == 1
    leave(session, "Di", NOW + 3 * DAY)
    assert states(session)["Bo"] == OFFERED
    assert of(session, "Bo").offers == 2


def test_an_offer_ends_an_hour_before_the_start_and_from_then_on_seats_are_given(
    session: Session, webinar: Webinar
) -> None:
    late = webinar.starts_at - timedelta(hours=3)
    last = webinar.starts_at - timedelta(hours=1)
    leave(session, "Ana", late)
    assert of(session, "Bo").offered_until == last

    assert lapse_offers(last) == 1

    assert states(session)["Cy"] == CONFIRMED
    assert of(session, "Bo").state == WAITING
    assert mails(session)[-2:] == [
        (MessageKind.OFFER_LAPSED, "bo"),
        (MessageKind.MOVED_UP, "cy"),
    ]


def test_erasing_a_person_frees_the_seat_that_is_held(session: Session, webinar: Webinar) -> None:
    leave(session, "Ana")

    assert erase_person("bo@example.org", now=NOW).seats == 1

    assert states(session) == {"Ana": CANCELLED, "Cy": OFFERED, "Di": WAITING}
    assert seats(session, webinar) == 1


def test_nobody_loses_an_offer_of_a_cancelled_webinar_or_one_that_is_over(
    session: Session, webinar: Webinar
) -> None:
    leave(session, "Ana")

    with transaction() as writing:
        assert promote_waiting(writing, webinar.id, now=NOW) == 0
    assert lapse_offers(webinar.ends_at) == 0
    assert not accept(session, "Bo", webinar.ends_at)
    assert states(session)["Bo"] == OFFERED
