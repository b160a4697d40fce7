"""What a reminder tells a speaker, by how far away the webinar is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.mail.mails import composed, message_of_kind
from tests.mail.reading import text_of
from webinars.models.message import MessageKind
from webinars.models.webinar import SpeakerDesk

PRESENTERS = "https://meet.example.org/presenters"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("before", "subject", "way_in"),
    [
        (timedelta(days=7), "Ihr Vortrag in einer Woche: ", False),
        (timedelta(days=1), "Ihr Vortrag morgen um 14:00 Uhr: ", False),
        (timedelta(days=3), "Mi., 3. Feb., 14:00 Uhr: Ihr Vortrag bei „", False),
        (timedelta(hours=1), "Ihr Vortrag um 14:00 Uhr: ", True),
        (timedelta(minutes=5), "Ihr Vortrag um 14:00 Uhr: ", True),
    ],
)
def test_only_on_the_day_it_carries_the_address_for_presenters(session, before, subject, way_in):
    message = message_of_kind(session, MessageKind.SPEAKER_REMINDER)
    webinar = session.get_one(SpeakerDesk, message.subject_id).speaker.webinar
    webinar.presenter_url = PRESENTERS
    session.commit()

    mail = composed(message, session, webinar.starts_at - before)

    assert mail["Subject"].startswith(subject)
    assert (PRESENTERS in text_of(mail)) == way_in
    assert "/de/speaker/" in text_of(mail)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_an_address_for_presenters_it_leads_to_the_desk(session):
    message = message_of_kind(session, MessageKind.SPEAKER_REMINDER)
    webinar = session.get_one(SpeakerDesk, message.subject_id).speaker.webinar
    webinar.presenter_url = ""

    shown = text_of(composed(message, session, webinar.starts_at - timedelta(hours=1)))

    assert "/de/speaker/" in shown
    assert "vortragende Person" not in shown
