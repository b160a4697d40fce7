"""A mail sent to the own address, to see it as others will."""

from __future__ import annotations

import pytest

from tests.factories import make_reminder
from tests.mail.reading import parsed, text_of
from tests.support.pages import form_fields, page
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Organiser, Role
from webinars.services.trials import TESTS


@pytest.fixture
def rule(session, webinar):
    """The day before, at ten."""
    return make_reminder(session, webinar=webinar, key="eve")


def ask(client, webinar, language, rule="eve"):
    """Press the button below the preview in this language; return the page after it."""
    here = f"/en/organiser/webinars/{webinar.key}/reminders/{rule}"
    fields = form_fields(page(client, f"{here}?in={language}"), "main form[method=post]")
    return client.post(f"{here}/{language}/test", data=fields, follow_redirects=True)


def sent_tests(session):
    """Return the tests that were asked for, the oldest first."""
    return session.query(Message).filter_by(kind=MessageKind.TEST).order_by(Message.id).all()


@pytest.mark.parametrize(
    ("language", "subject", "greeting"),
    [
        ("de", "[Test] Morgen, 14:00", "Guten Tag Kim Beispiel,"),
        ("fr", "[Test] Demain, 14", "Bonjour Kim Exemple,"),
        ("en", "[Test] Tomorrow, 14:00", "Hello Kim Example,"),
    ],
)
def test_a_reminder_reaches_who_asks_in_the_chosen_language(
    client, session, webinar, rule, language, subject, greeting
):
    shown = ask(client, webinar, language).get_data(as_text=True)

    organiser = session.query(Organiser).one()
    assert f"The test is on its way to {organiser.email}." in shown
    (message,) = sent_tests(session)
    assert (message.recipient, message.language) == (organiser.email, language)
    mail = parsed(message.body)
    assert str(mail["Subject"]).startswith(subject)
    assert message.title == str(mail["Subject"])
    assert mail["To"] == organiser.email
    assert mail["Message-ID"] == message.message_id
    assert mail["List-Unsubscribe"] is None
    assert greeting in text_of(mail)


def test_a_second_test_is_a_second_mail(client, session, webinar, rule):
    ask(client, webinar, "de")
    ask(client, webinar, "de")

    first, second = sent_tests(session)
    assert first.message_id != second.message_id


def test_after_many_tests_the_next_one_has_to_wait(client, session, webinar, rule):
    for _ in range(TESTS):
        ask(client, webinar, "fr")
    shown = ask(client, webinar, "fr").get_data(as_text=True)

    assert "You have sent many tests just now." in shown
    assert len(sent_tests(session)) == TESTS


def test_who_only_looks_is_led_to_the_button(client, session, webinar, rule):
    path = f"/en/organiser/webinars/{webinar.key}/reminders/eve"

    answer = client.get(f"{path}/de/test")

    assert (answer.status_code, answer.location) == (303, f"{path}?in=de")
    assert client.get(f"{path}/xx/test").status_code == 404
    assert sent_tests(session) == []


def test_a_viewer_finds_no_button(client, session, signed_in, rule, webinar):
    signed_in(Role.VIEWER)

    shown = page(client, f"/en/organiser/webinars/{webinar.key}/reminders/eve")

    assert "Send it to me as a test" not in shown.get_text()
