"""Every state of a message is a sentence, in every language."""

from datetime import UTC, datetime

import pytest
from flask_babel import force_locale

from webinars.mail.message_words import Clock, message_words
from webinars.models.message import DropReason, Message, MessageState

DUE = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def say(app, language="en", **values):
    message = Message(**{"last_error": "", "status_code": "", "reason": "", "attempt": 1, **values})
    with app.test_request_context("/"), force_locale(language):
        return message_words(message, Clock("Europe/Berlin", language))


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_no_two_states_are_said_alike(app, language):
    said = [
        say(app, language, state=state, due_at=DUE, settled_at=DUE, useful_until=DUE)
        for state in MessageState
    ]
    said += [
        say(app, language, state=MessageState.DROPPED, reason=reason.value) for reason in DropReason
    ]

    assert len(set(said)) == len(said)


def test_a_message_that_waits_says_when_it_goes_out(app):
    said = say(app, state=MessageState.QUEUED, due_at=DUE)

    assert said == "Waiting. Goes out on Monday 11 January 2027, 10:00."


def test_a_message_put_off_says_when_it_is_tried_again(app):
    put_off = {"state": MessageState.QUEUED, "due_at": DUE, "last_error": "450 later", "attempt": 2}

    assert say(app, **put_off) == "Not accepted yet (attempt 2). Next attempt at 10:00."
    assert say(app, **put_off, useful_until=DUE).endswith(
        "at 10:00, until Monday 11 January 2027, 10:00 at the latest."
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status_code": "5.1.1"}, "this address does not exist"),
        ({"last_error": "550 5.1.1 unknown"}, "this address does not exist"),
        ({"last_error": "554 5.7.1 spam"}, "does not accept this e-mail"),
    ],
)
def test_a_refusal_says_whether_the_address_is_wrong(app, values, words):
    assert words in say(app, state=MessageState.FAILED, **values)


def test_an_unknown_reason_is_still_a_sentence(app):
    assert say(app, state=MessageState.DROPPED, reason="something-new") == "Not sent."
