"""Webinars that ask for approval: no seat before a host has said yes, and a mail either way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_hosts, make_registration
from tests.mail.mails import composed
from tests.mail.reading import text_of as plain_text
from tests.services.test_signups import details
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import form_fields, page, text_of
from tests.support.questions import make_answer, make_question
from tests.support.signups import coming
from tests.support.world import sign_in
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.registrations import join_token
from webinars.services.registrations import cancel_registration, confirm_sign_up
from webinars.services.signups import sign_up
from webinars.settings import current_settings
from webinars.steps.waiting_list import promote_waiting
from webinars.tokens import Purpose, derive

REQUESTED, CONFIRMED = RegistrationState.REQUESTED, RegistrationState.CONFIRMED
CANCELLED = RegistrationState.CANCELLED
PEOPLE = "/en/organiser/webinars/w1/people"


@pytest.fixture
def webinar(client: FlaskClient, session: Session) -> Webinar:
    host = make_hosts(session)[0]
    make_session(session, make_organiser(session, {host: Role.EDITOR}), "token of editor")
    sign_in(client, "editor")
    return coming(session, key="w1", approval=True, capacity=1)


def register(session: Session, webinar: Webinar, email: str = "kim@example.org") -> str:
    """Sign up and confirm; return the token of my page."""
    number = sign_up(details(webinar, email=email, language="en"), email, now=NOW)
    token = derive(current_settings().link_key, Purpose.CONFIRM, number, 1)
    done = confirm_sign_up(token, now=NOW)
    session.rollback()
    return done.my_page_token


def registrations(session: Session) -> list[Registration]:
    session.rollback()
    return list(session.scalars(select(Registration).order_by(Registration.id)))


def mails(session: Session, kinds: Sequence[MessageKind]) -> list[str]:
    """Return the text of the mails of these kinds, the newest last."""
    session.rollback()
    found = session.scalars(
        select(Message).where(Message.kind.in_(kinds)).order_by(Message.id)
    ).all()
    return [plain_text(composed(each, session, NOW)) for each in found]


def decide(
    client: FlaskClient, registration: Registration, decision: str, status: int = 303
) -> str:
    """Press one of the two buttons; return what the page said before."""
    url = f"{PEOPLE}/{registration.id}/decide"
    shown = page(client, url)
    fields = {**form_fields(shown), "decision": decision}
    assert client.post(url, data=fields).status_code == status
    return text_of(shown)


def test_who_registers_asks_and_is_told_so_without_a_seat(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    token = register(session, webinar)
    (asking,) = registrations(session)
    assert (asking.state, asking.requested_at, asking.webinar.seats_taken) == (REQUESTED, NOW, 0)
    assert not session.scalars(select(Invitation)).all()
    (text,) = mails(session, [MessageKind.REGISTERED])
    assert "The hosts decide about each registration" in text
    assert "waiting list" not in text
    told = text_of(page(client, f"/en/my/{token}"))
    assert "Asks for approval" in told
    assert "Withdraw my registration" in told
    assert "The hosts have not decided" in text_of(page(client, f"/en/join/{join_token(asking)}"))


def test_a_free_seat_goes_to_nobody_who_has_not_been_approved(
    session: Session, webinar: Webinar
) -> None:
    register(session, webinar)
    assert promote_waiting(session, webinar.id, now=NOW) == 0


def test_approving_gives_the_seat_the_calendar_entry_and_the_news(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    register(session, webinar)
    (asking,) = registrations(session)
    make_answer(
        session, asking.attendee, make_question(session, webinar=webinar), ("To sell cables",)
    )
    assert "1 person asks for approval" in text_of(page(client, "/en/organiser"))
    assert "To sell cables" in decide(client, asking, "approve")
    (seated,) = registrations(session)
    assert (seated.state, seated.webinar.seats_taken) == (CONFIRMED, 1)
    (text,) = mails(session, [MessageKind.MOVED_UP])
    assert "your registration has been approved" in text
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject_id) == ("registration.approved", seated.id)


def test_declining_ends_it_and_says_so(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    token = register(session, webinar)
    decide(client, registrations(session)[0], "decline")
    (ended,) = registrations(session)
    assert (ended.state, ended.webinar.seats_taken) == (CANCELLED, 0)
    assert ended.declined_at is not None
    (text,) = mails(session, [MessageKind.LEFT])
    assert "The hosts could not give you a place" in text
    assert "The hosts could not give you a place" in text_of(page(client, f"/en/my/{token}"))


def test_nobody_is_approved_without_a_free_seat_and_the_request_stays(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    register(session, webinar)
    register(session, webinar, "jo@example.org")
    first, second = registrations(session)
    decide(client, first, "approve")
    assert "All places are taken." in decide(client, second, "approve", 409)
    assert [each.state for each in registrations(session)] == [CONFIRMED, REQUESTED]


def test_deciding_twice_is_deciding_once(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    register(session, webinar)
    (asking,) = registrations(session)
    url = f"{PEOPLE}/{asking.id}/decide"
    fields = form_fields(page(client, url))
    answers = [
        client.post(url, data={**fields, "decision": each}).status_code
        for each in ("approve", "approve", "decline", "nonsense")
    ]
    assert answers == [303, 409, 409, 200]
    assert [each.state for each in registrations(session)] == [CONFIRMED]
    assert len(mails(session, [MessageKind.MOVED_UP, MessageKind.LEFT])) == 1


def test_who_asks_can_withdraw(client: FlaskClient, session: Session, webinar: Webinar) -> None:
    token = register(session, webinar)
    (asking,) = registrations(session)
    told = text_of(page(client, f"/en/my/{token}/cancel/{asking.id}"))
    assert "The hosts have not decided about it yet." in told
    cancel_registration(token, asking.id, now=NOW)
    (ended,) = registrations(session)
    assert (ended.state, ended.declined_at) == (CANCELLED, None)
    (text,) = mails(session, [MessageKind.LEFT])
    assert "has been withdrawn" in text


def test_people_on_the_waiting_list_are_not_declined(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    waiting = make_registration(session, webinar=webinar, state=RegistrationState.WAITING)
    assert "There is nothing to decide" in text_of(page(client, f"{PEOPLE}/{waiting.id}/decide"))


def test_the_form_says_beforehand_that_hosts_decide(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    sentence = "The hosts decide about each registration before you have a place."
    for path in ("/en/webinars/w1", "/en/webinars/w1/register"):
        assert sentence in text_of(page(client, path))
