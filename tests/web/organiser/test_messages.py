"""The messages of a webinar at the desk: their state in words, and what a person decides."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_message, make_signup, make_webinar
from tests.support.changes import make_seated
from tests.support.organisers import make_agreement, make_organiser
from tests.support.pages import Client, form_fields, page, parsed
from tests.support.reminders import make_suppression
from tests.support.statements import recorded_statements
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.objection import Suppression, SuppressionReason
from webinars.models.organiser import Role
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar


@pytest.fixture
def registration(session: Session, webinar: Webinar) -> Registration:
    return make_seated(session, webinar)


def path_of(webinar: Webinar, more: object = "") -> str:
    return f"/en/organiser/webinars/{webinar.key}/messages{more}"


def words(response: Any) -> str:
    return " ".join(parsed(response).main.get_text(" ").split())


def make_reply(session: Session, registration: Registration, state: MessageState, **more: Any):
    values = {
        "kind": MessageKind.REMINDER,
        "version": 7,
        "recipient": registration.attendee.email,
        "recipient_hash": registration.attendee.recipient_hash,
        "attendee_id": registration.attendee_id,
        "subject_type": Subject.REGISTRATION,
        "subject_id": registration.id,
        "state": state,
        **more,
    }
    return make_message(session, **values)


def test_states_and_reasons_are_told_in_words(client, session, webinar, registration):
    make_reply(session, registration, MessageState.FAILED, last_error="550 5.1.1 no such user")

    shown = words(client.get(path_of(webinar)))

    assert "Handed over 1 Refused 1" in shown
    assert "Refused: this address does not exist." in shown
    assert "2 messages" in shown


def test_whom_no_mail_reaches_stands_above_with_what_to_do(client, session, webinar, registration):
    make_reply(session, registration, MessageState.FAILED, last_error="550 5.1.1 no such user")

    shown = words(client.get(path_of(webinar)))

    assert "Call them, or ask a colleague of theirs for the right address" in shown
    assert f"{registration.attendee.email} The last e-mail was refused." in shown
    assert "The mail server said: 550 5.1.1 no such user" in shown
    link = page(client, path_of(webinar)).select_one("a:-soup-contains('Correct the address')")
    assert link is not None
    assert f"/people/{registration.id}/address" in str(link["href"])


def test_an_address_that_gets_no_mails_any_more_says_why(client, session, webinar, registration):
    session.add(
        Suppression(
            recipient_hash=registration.attendee.recipient_hash,
            reason=SuppressionReason.COMPLAINT,
            created_at=webinar.changed_at,
        )
    )
    session.commit()

    assert "This person has objected to e-mails." in words(client.get(path_of(webinar)))


def test_the_list_is_narrowed_by_state_and_kind(client, session, webinar, registration):
    make_reply(session, registration, MessageState.UNCERTAIN)

    assert "1 message " in words(client.get(path_of(webinar, "?state=uncertain")))
    assert "1 message " in words(client.get(path_of(webinar, "?kind=invitation")))
    shown = words(client.get(path_of(webinar, "?state=failed")))
    assert "No message matches these filters." in shown


@pytest.mark.parametrize("rubbish", ["state=%00", "kind=agreement", "page=-1", "page=99999999999"])
def test_rubbish_in_the_address_counts_as_not_chosen(client, webinar, registration, rubbish):
    assert "1 message " in words(client.get(path_of(webinar, f"?{rubbish}")))


def test_what_goes_to_organisers_is_not_listed(client, session, webinar, registration):
    partner = make_organiser(session, {webinar.hosts[1]: Role.EDITOR})
    make_agreement(session, webinar, webinar.hosts[0])
    message = make_message(
        session,
        kind=MessageKind.AGREEMENT,
        recipient=partner.email,
        subject_type=Subject.WEBINAR,
        subject_id=webinar.id,
    )

    assert partner.email not in words(client.get(path_of(webinar)))
    assert client.get(path_of(webinar, f"/{message.id}")).status_code == 404


def test_an_address_that_is_not_confirmed_is_masked(client, session, webinar):
    signup = make_signup(session, webinars=[webinar], email="somebody@example.org")
    make_message(
        session,
        kind=MessageKind.CONFIRM_ADDRESS,
        recipient=signup.email,
        subject_type=Subject.SIGNUP,
        subject_id=signup.id,
    )

    shown = words(client.get(path_of(webinar)))

    assert "s***@example.org" in shown
    assert "somebody@example.org" not in shown


def test_a_message_of_another_webinar_is_not_found(client, session, webinar):
    other = make_seated(session, make_webinar(session))
    number = session.scalar(select(Message.id).where(Message.subject_id == other.id))

    assert client.get(path_of(webinar, f"/{number}")).status_code == 404


def test_a_refused_message_is_sent_once_more(client, session, webinar, registration):
    message = make_reply(session, registration, MessageState.FAILED)

    decide(client, webinar, message, "again")

    session.refresh(message)
    assert message.state == MessageState.QUEUED
    assert (
        session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()[-1]
        == "message.retried"
    )


@pytest.mark.parametrize(
    ("decision", "state"), [("arrived", MessageState.SENT), ("lost", MessageState.FAILED)]
)
def test_a_person_decides_about_an_unknown_outcome(
    client, session, webinar, registration, decision, state
):
    message = make_reply(session, registration, MessageState.UNCERTAIN)

    decide(client, webinar, message, decision)

    session.refresh(message)
    assert message.state == state


def test_who_comes_second_is_told_how_the_message_stands(client, session, webinar, registration):
    message = make_reply(session, registration, MessageState.UNCERTAIN)
    shown = page(client, path_of(webinar, f"/{message.id}"))
    decide(client, webinar, message, "arrived")

    fields = {**form_fields(shown, "main form[method=post]"), "decision": "lost"}
    answer = client.post(path_of(webinar, f"/{message.id}"), data=fields)

    assert answer.status_code == 409
    assert "That cannot be done any more." in words(answer)
    session.refresh(message)
    assert message.state == MessageState.SENT


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (SuppressionReason.HARD_BOUNCE, "The address refuses our e-mails"),
        (SuppressionReason.SOFT_BOUNCES, "The address refuses our e-mails"),
        (SuppressionReason.COMPLAINT, "This person has objected to e-mails."),
        (SuppressionReason.OBJECTION, "This person has objected to e-mails."),
    ],
)
def test_nothing_is_sent_again_to_an_address_that_gets_no_mails(
    client, session, webinar, registration, reason, why
):
    message = make_reply(session, registration, MessageState.FAILED)
    shown = page(client, path_of(webinar, f"/{message.id}"))
    assert "Send it once more" in shown.get_text()
    make_suppression(session, message.recipient, reason=reason)
    session.commit()

    fields = {**form_fields(shown, "main form[method=post]"), "decision": "again"}
    answer = client.post(path_of(webinar, f"/{message.id}"), data=fields)

    assert answer.status_code == 409
    assert f"The e-mail has not been sent once more. {why}" in words(answer)
    session.refresh(message)
    assert message.state == MessageState.FAILED
    now_shown = words(client.get(path_of(webinar, f"/{message.id}")))
    assert f"This e-mail cannot be sent once more. {why}" in now_shown
    assert "Send it once more" not in now_shown


def test_viewers_look_and_change_nothing(client, session, webinar, registration, signed_in):
    message = make_reply(session, registration, MessageState.UNCERTAIN)
    token = form_fields(page(client, path_of(webinar, f"/{message.id}")), "main form[method=post]")
    signed_in(Role.VIEWER)

    assert "It arrived" not in words(client.get(path_of(webinar, f"/{message.id}")))
    client.post(path_of(webinar, f"/{message.id}"), data={**token, "decision": "arrived"})

    session.refresh(message)
    assert message.state == MessageState.UNCERTAIN


def test_many_messages_cost_as_many_statements_as_few(client, session, webinar, registration):
    few = _statements(client, path_of(webinar))
    for number in range(60):
        make_reply(session, registration, MessageState.SENT, version=number + 10)

    assert _statements(client, path_of(webinar)) == few
    assert "1 to 50 of 61" in words(client.get(path_of(webinar)))


def decide(client: Client, webinar: Webinar, message: Message, decision: str) -> None:
    path = path_of(webinar, f"/{message.id}")
    fields = {**form_fields(page(client, path), "main form[method=post]"), "decision": decision}
    assert client.post(path, data=fields).status_code == 303


def _statements(client: Client, path: str) -> int:
    with recorded_statements() as statements:
        assert client.get(path).status_code == 200
    return len(statements)
