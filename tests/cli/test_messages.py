"""What an operator sees of messages, and decides about them."""

import re

import pytest
from sqlalchemy import select

from tests.factories import make_message, make_registration, make_webinar
from tests.support.command_line import run_command
from tests.support.reminders import make_suppression
from webinars.models.audit import AuditEntry
from webinars.models.message import MessageKind, MessageState, Subject
from webinars.queries.messages import PAGE

ADDRESS = "kim@example.org"


def listed(result):
    assert result.exit_code == 0, result.output
    return [int(number) for number in re.findall(r"^ *(\d+)  ", result.output, re.MULTILINE)]


@pytest.fixture
def four(session):
    """Return four messages, each of which one filter alone finds."""
    registration = make_registration(session, webinar=make_webinar(session, key="hydrogen"))
    return {
        "state": make_message(session, state=MessageState.FAILED),
        "kind": make_message(session, kind=MessageKind.REGISTERED),
        "recipient": make_message(session, recipient=ADDRESS),
        "webinar": make_message(
            session, subject_type=Subject.REGISTRATION, subject_id=registration.id
        ),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "failed"),
        ("kind", "registered"),
        ("recipient", "Kim@Example.org"),
        ("webinar", "hydrogen"),
    ],
)
def test_the_list_can_be_narrowed(database_url, four, name, value):
    found = run_command(database_url, "messages", "list", f"--{name}", value)

    assert listed(found) == [four[name].id]
    assert "1 message, page 1 of 1" in found.output


def test_the_list_shows_the_newest_first_and_no_address_in_full(database_url, four):
    found = run_command(database_url, "messages", "list")

    assert listed(found) == sorted((each.id for each in four.values()), reverse=True)
    assert ADDRESS not in found.output
    assert "k***@example.org" in found.output


def test_a_long_list_has_pages(database_url, session):
    numbers = [make_message(session).id for _ in range(PAGE + 1)]

    first = run_command(database_url, "messages", "list")
    second = run_command(database_url, "messages", "list", "--page", "2", language="de")

    assert listed(first) == numbers[:0:-1]
    assert listed(second) == numbers[:1]
    assert "51 Nachrichten, Seite 2 von 2" in second.output


def test_a_webinar_that_does_not_exist_is_said_so(database_url, session):
    found = run_command(database_url, "messages", "list", "--webinar", "nothing")

    assert (found.exit_code, found.output) == (2, "There is no such webinar.\n")


def test_the_life_of_a_message_is_told_in_words(database_url, session):
    message = make_message(
        session,
        state=MessageState.FAILED,
        attempt=3,
        last_error="550 5.1.1 <k***@example.org> unknown",
        recipient=ADDRESS,
    )

    shown = run_command(database_url, "messages", "show", str(message.id)).output

    assert "State: Refused: this address does not exist." in shown
    assert "Attempts: 3" in shown
    assert "The mail server said: 550 5.1.1" in shown
    assert ADDRESS not in shown


@pytest.mark.parametrize(
    "arguments", [("show",), ("retry",), ("resolve", "--sent"), ("resolve", "--not-sent")]
)
def test_what_does_not_exist_is_said_so(database_url, session, arguments):
    found = run_command(database_url, "messages", *arguments, "9999")

    assert (found.exit_code, found.output) == (2, "There is no such message.\n")


@pytest.mark.parametrize(
    ("command", "before", "after", "words"),
    [
        (("retry",), MessageState.FAILED, MessageState.QUEUED, "queued again"),
        (("retry",), MessageState.UNCERTAIN, MessageState.QUEUED, "queued again"),
        (("resolve", "--sent"), MessageState.UNCERTAIN, MessageState.SENT, "handed over"),
        (("resolve", "--not-sent"), MessageState.UNCERTAIN, MessageState.FAILED, "failed"),
    ],
)
def test_a_person_decides_and_it_is_written_down(
    database_url, session, command, before, after, words
):
    message = make_message(session, state=before, ambiguous=2)

    found = run_command(database_url, "messages", *command, str(message.id))

    assert found.exit_code == 0, found.output
    assert words in found.output
    session.rollback()
    session.refresh(message)
    assert message.state == after
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.subject_type, entry.subject_id) == (
        "operator",
        "message",
        message.id,
    )


def test_an_address_that_gets_no_mails_is_said_so(database_url, session):
    message = make_message(session, state=MessageState.FAILED)
    make_suppression(session, message.recipient)
    session.commit()

    found = run_command(database_url, "messages", "retry", str(message.id))

    assert found.exit_code == 1
    assert "This address gets no e-mails any more." in found.output
    assert "webinars suppressions lift" in found.output


@pytest.mark.parametrize(
    ("command", "state"),
    [
        (("retry",), MessageState.SENT),
        (("retry",), MessageState.SENDING),
        (("retry",), MessageState.EXPIRED),
        (("resolve", "--sent"), MessageState.FAILED),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(database_url, session, command, state):
    message = make_message(session, state=state)

    found = run_command(database_url, "messages", *command, str(message.id))

    assert found.exit_code == 1
    assert "cannot be done" in found.output
    session.rollback()
    session.refresh(message)
    assert message.state == state
    assert session.scalars(select(AuditEntry)).all() == []
