from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.support import returned
from tests.support.reminders import make_suppression
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.objection import Suppression, SuppressionReason
from webinars.models.registration import RegistrationState
from webinars.queries.not_reached import list_not_reached
from webinars.services.bounces import OLDEST, Received, receive_mail
from webinars.tokens import address_hash

KIM = returned.KIM


@pytest.fixture(autouse=True)
def _bounce_address(app):
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = replace(settings, bounce_address="bounces@example.org")


def sent(session, **overrides):
    values = {
        "recipient": KIM,
        "state": MessageState.SENT,
        "attempt": 1,
        "settled_at": factories.NOW,
        "status_code": "2.0.0",
    }
    return factories.make_message(session, **{**values, **overrides})


def suppressions(session):
    session.rollback()
    return dict(session.execute(select(Suppression.recipient_hash, Suppression.reason)).all())


def count(session):
    return session.scalar(select(func.count()).select_from(Message))


def hash_of(app, address=KIM):
    return address_hash(app.extensions["webinars_settings"].address_key, address)


def test_a_hard_bounce_is_written_on_its_message_and_suppresses_the_address(app, session, now):
    message = sent(session)

    received = receive_mail(returned.bounce(returned.path_of(message.id)), now=now)

    assert received is Received.BOUNCED
    session.refresh(message)
    assert (message.state, message.status_code) == (MessageState.BOUNCED, "5.1.1")
    assert message.last_error == "550 no such mailbox <k***@example.org>"
    assert message.settled_at == now
    assert suppressions(session) == {hash_of(app): SuppressionReason.HARD_BOUNCE}


def test_the_same_bounce_again_changes_nothing(app, session, now):
    message = sent(session)
    mail = returned.bounce(returned.path_of(message.id))
    receive_mail(mail, now=now)

    assert receive_mail(mail, now=now + timedelta(hours=1)) is Received.KNOWN
    session.refresh(message)
    assert message.settled_at == now


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "4.4.7"])
def test_a_full_mailbox_or_a_listed_sender_costs_nobody_the_address(session, now, status):
    message = sent(session)

    received = receive_mail(returned.bounce(returned.path_of(message.id), status=status), now=now)

    assert received is Received.BOUNCED
    session.refresh(message)
    assert message.state == MessageState.BOUNCED
    assert suppressions(session) == {}


def test_more_than_five_soft_bounces_in_a_row_suppress_the_address(app, session, now):
    for number in range(1, 7):
        assert suppressions(session) == {}
        message = sent(session)
        mail = returned.bounce(returned.path_of(message.id), status="4.4.7")
        assert receive_mail(mail, now=now) is Received.BOUNCED, number

    assert suppressions(session) == {hash_of(app): SuppressionReason.SOFT_BOUNCES}


def test_a_mail_that_arrived_ends_a_row_of_soft_bounces(session, now):
    for number in range(1, 10):
        message = sent(session)
        if number != 5:
            receive_mail(returned.bounce(returned.path_of(message.id), status="4.4.7"), now=now)

    assert suppressions(session) == {}


def test_a_delay_leaves_the_message_sent(session, now):
    message = sent(session)
    mail = returned.bounce(returned.path_of(message.id), action="delayed", status="4.4.1")

    assert receive_mail(mail, now=now) is Received.DELAYED
    assert receive_mail(mail, now=now) is Received.KNOWN
    session.refresh(message)
    assert (message.state, message.status_code) == (MessageState.SENT, "4.4.1")


def test_a_complaint_suppresses_the_address_at_once(app, session, now):
    message = sent(session)

    received = receive_mail(returned.complaint(returned.path_of(message.id)), now=now)

    assert received is Received.COMPLAINT
    assert suppressions(session) == {hash_of(app): SuppressionReason.COMPLAINT}
    session.refresh(message)
    assert message.state == MessageState.SENT


@pytest.mark.parametrize(
    "forge",
    [
        lambda path: path.replace("+", "+9"),
        lambda path: path.replace("@", "a@"),
        lambda path: path.replace("bounces+", ""),
        lambda path: "bounces@example.org",
        lambda path: path.replace("example.org", "example.com"),
    ],
)
def test_a_forged_return_path_suppresses_nobody(session, now, forge):
    message = sent(session)
    to = forge(returned.path_of(message.id))

    for mail in (returned.bounce(to), returned.complaint(to)):
        assert receive_mail(mail, now=now) is Received.UNSIGNED
    session.refresh(message)
    assert message.state == MessageState.SENT
    assert suppressions(session) == {}


def test_an_old_return_path_counts_no_more(session, now):
    message = sent(session, settled_at=now - OLDEST)

    assert receive_mail(returned.bounce(returned.path_of(message.id)), now=now) is Received.KNOWN
    assert suppressions(session) == {}


def test_a_mail_without_action_or_status_is_no_bounce(session, now):
    message = sent(session)
    path = returned.path_of(message.id)

    for broken in ({"action": "expanded"}, {"status": "2.1.5"}, {"status": "none"}):
        received = receive_mail(returned.bounce(path, **broken), now=now)
        assert received is Received.AUTOMATIC, broken
    session.refresh(message)
    assert message.state == MessageState.SENT


def test_nothing_that_comes_back_is_answered(session, now):
    message = sent(session)
    path, before = returned.path_of(message.id), count(session)

    assert receive_mail(returned.absence(path), now=now) is Received.AUTOMATIC
    receive_mail(returned.bounce(path), now=now)
    assert count(session) == before


def test_a_bounce_of_a_mail_whose_outcome_was_unknown_stops_its_repetition(app, session, now):
    message = sent(session, state=MessageState.QUEUED, ambiguous=1, settled_at=None)

    receive_mail(returned.bounce(returned.path_of(message.id)), now=now)

    assert suppressions(session) == {hash_of(app): SuppressionReason.HARD_BOUNCE}


@pytest.fixture
def invitation(session):
    attendee = factories.make_attendee(session, email=KIM)
    registration = factories.make_registration(session, attendee=attendee)
    return registration, factories.make_invitation(session, registration, sequence=2)


def test_a_calendar_that_declines_asks_its_person_and_cancels_nothing(session, now, invitation):
    registration, entry = invitation
    mail = returned.decline(entry.uid, sequence=2)

    assert receive_mail(mail, now=now) is Received.ASKED
    assert receive_mail(mail, now=now) is Received.KNOWN

    (message,) = session.scalars(select(Message)).all()
    assert (message.kind, message.recipient, message.version) == (MessageKind.DECLINED, KIM, 2)
    session.refresh(registration)
    assert registration.state == RegistrationState.CONFIRMED


@pytest.mark.parametrize(
    "changed",
    [
        {"sender": "other@example.org"},
        {"sender": "other@example.org", "attendee": "other@example.org"},
        {"sequence": 1},
        {"answer": "ACCEPTED"},
        {"answer": "TENTATIVE"},
    ],
)
def test_other_answers_of_calendars_ask_nothing(session, now, invitation, changed):
    mail = returned.decline(invitation[1].uid, **{"sequence": 2, **changed})

    receive_mail(mail, now=now)

    assert count(session) == 0


def test_an_automatic_answer_of_a_calendar_asks_nothing(session, now, invitation):
    mail = b"Auto-Submitted: auto-replied\n" + returned.decline(invitation[1].uid, sequence=2)

    assert receive_mail(mail, now=now) is Received.AUTOMATIC
    assert count(session) == 0


def test_people_who_are_not_reached_are_named_with_the_reason(session, now):
    webinar = factories.make_webinar(session)
    people = {
        name: factories.make_attendee(session, email=f"{name}@example.org", family_name=name)
        for name in ("bounced", "fine", "silent", "suppressed")
    }
    for each in people.values():
        factories.make_registration(session, webinar=webinar, attendee=each)
    for name, state in (("bounced", MessageState.BOUNCED), ("fine", MessageState.SENT)):
        sent(session, recipient=people[name].email, state=MessageState.FAILED)
        sent(session, recipient=people[name].email, state=state, status_code="5.1.1")
    make_suppression(session, people["suppressed"].email)

    found = list_not_reached(webinar.id, None)

    assert [(each.attendee.family_name, each.state, each.suppression) for each in found] == [
        ("bounced", MessageState.BOUNCED, None),
        ("suppressed", None, SuppressionReason.HARD_BOUNCE),
    ]
    assert found[0].status_code == "5.1.1"
