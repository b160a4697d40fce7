"""What an e-mail says as soon as the recording is there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import make_webinar
from tests.mail.mails import composed, reminder_message
from tests.mail.reading import page_of, text_of, words_of
from tests.support.own_words import make_own_words
from tests.support.recordings import URL
from tests.support.reminders import make_occurrence
from webinars.models.occurrence import OccurrenceState
from webinars.models.own_words import WordsKind
from webinars.models.reminder import Audience

READY = {
    "en": ("The recording is ready: ", "It can be watched until Wednesday 30 June 2027"),
    "de": ("Die Aufzeichnung ist da: ", "steht bis Mittwoch, 30. Juni 2027 für Sie bereit"),
    "fr": ("L’enregistrement est disponible\u202f: ", "disponible jusqu’au mercredi 30 juin 2027"),
}
LEADS = {"en": "Watch the recording", "de": "Aufzeichnung ansehen", "fr": "Voir l’enregistrement"}


@pytest.fixture
def webinar(session):
    return make_webinar(session, recording_url=URL, recording_until=date(2027, 6, 30))


def mail_of(session, webinar, language="en", audience=Audience.CONFIRMED):
    occurrence = make_occurrence(
        session,
        webinar=webinar,
        audience=audience,
        state=OccurrenceState.QUEUED,
        tells_of_recording=True,
    )
    message = reminder_message(session, language, webinar=webinar, occurrence=occurrence)
    return composed(message, session, webinar.ends_at + timedelta(days=2))


@pytest.mark.parametrize("language", READY)
def test_it_says_that_the_recording_is_there_and_until_when(session, webinar, language):
    mail = mail_of(session, webinar, language)
    subject, until = READY[language]
    title = webinar.titles[language]
    assert mail["Subject"] == f"{subject}{title}"
    for shown in (text_of(mail), words_of(mail)):
        assert until in shown
        assert title in shown
    assert LEADS[language] in page_of(mail).select_one(".key a").get_text()


def test_it_leads_to_the_page_and_not_past_it(session, webinar):
    mail = mail_of(session, webinar)
    for shown in (text_of(mail), str(page_of(mail))):
        assert f"/en/webinars/{webinar.key}" in shown
        assert "/en/my/" in shown
        assert URL not in shown
    assert page_of(mail).select_one(".key a")["href"].endswith(f"/en/webinars/{webinar.key}")


def test_without_a_last_day_none_is_named(session):
    mail = mail_of(session, make_webinar(session, recording_url=URL))
    for shown in (text_of(mail), words_of(mail)):
        assert "is ready:" in shown
        assert "until" not in shown


@pytest.mark.parametrize(
    ("audience", "sentence"),
    [
        (Audience.ATTENDED, "Thank you for taking part"),
        (Audience.ABSENT, "It seems you could not be"),
    ],
)
def test_only_who_is_meant_by_it_reads_whether_they_came(session, webinar, audience, sentence):
    assert sentence in text_of(mail_of(session, webinar, audience=audience))
    for other in (Audience.CONFIRMED, Audience.WAITING):
        assert sentence not in text_of(mail_of(session, webinar, audience=other))


def test_who_has_waited_in_vain_is_told_of_no_place_in_the_list(session, webinar):
    shown = text_of(mail_of(session, webinar, audience=Audience.WAITING))
    assert "waiting list" not in shown
    assert "The recording of" in shown


def test_it_is_said_in_the_own_words_for_recordings_and_no_others(session, webinar):
    make_own_words(session, webinar, kind=WordsKind.OVER, openings={"en": "Thanks from the team."})
    make_own_words(session, webinar, kind=WordsKind.RECORDING, openings={"en": "Here is our film."})
    shown = text_of(mail_of(session, webinar))
    assert "Here is our film." in shown
    assert "Thanks from the team." not in shown
