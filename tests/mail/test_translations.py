import pytest

from tests import factories
from tests.mail.kinds import COMPOSED
from tests.mail.mails import (
    composed,
    confirm_message,
    invitation_message,
    message_of_kind,
    registered_message,
)
from tests.mail.reading import calendar_of, text_of
from webinars.models.message import MessageKind

IN_OWN_WORDS = {MessageKind.ANNOUNCEMENT, MessageKind.NEWS}
"""Kinds that begin with what an organiser wrote."""

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "de",
            "Bitte bestätigen Sie Ihre E-Mail-Adresse",
            "mit dieser Adresse wurde eine Anmeldung begonnen für:",
        ),
        (
            "fr",
            "Veuillez confirmer votre adresse e-mail",
            f"Cette adresse a été indiquée pour une inscription à{NARROW}:",
        ),
    ],
)
def test_the_address_confirmation_speaks_the_recipients_language(
    session, language, subject, sentence
):
    mail = composed(confirm_message(session, language), session)

    assert mail["Subject"] == subject
    assert sentence in text_of(mail).splitlines()


@pytest.mark.parametrize(
    ("language", "subject", "close"),
    [
        ("de", "Ihr Platz ist reserviert: {}", "Freundliche Grüße\nEnergy Saxony und TWEED\n"),
        ("fr", f"Votre place est réservée{NARROW}: {{}}", "Bien à vous,\nTWEED et Energy Saxony\n"),
    ],
)
def test_the_confirmed_registration_speaks_the_recipients_language(
    session, language, subject, close
):
    webinar = factories.make_webinar(session)
    mail = composed(registered_message(session, [webinar], language), session)

    assert mail["Subject"] == subject.format(webinar.titles[language])
    assert close in text_of(mail).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("language", "summary", "location"),
    [
        ("de", "(Webinar)", "LOCATION;LANGUAGE=de:Online: "),
        ("fr", "(webinaire)", f"LOCATION;LANGUAGE=fr:En ligne{NARROW}: "),
    ],
)
def test_the_calendar_entry_speaks_the_recipients_language(session, language, summary, location):
    entry = calendar_of(composed(invitation_message(session, language), session))
    unfolded = entry.replace("\r\n ", "")

    assert f"({language}) {summary}\r\n" in unfolded
    assert location in unfolded


@pytest.mark.parametrize("kind", [kind for kind in COMPOSED if kind not in IN_OWN_WORDS])
def test_german_goes_on_small_after_the_comma_of_the_greeting(session, kind):
    mail = composed(message_of_kind(session, kind, "de"), session)

    greeting, first = [line for line in text_of(mail).splitlines() if line][:2]
    assert greeting.endswith(",")
    # The polite form and names of hosts keep their capital.
    assert first[0].islower() or first.split()[0] in {"Sie", "Ihr", "Ihre", "Energy", "Host"}
