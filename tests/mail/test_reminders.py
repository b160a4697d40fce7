from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.mail.mails import composed, reminder_message
from tests.mail.reading import page_of, parsed, text_of, words_of
from tests.support.reminders import make_occurrence
from webinars.languages import LANGUAGES
from webinars.mail.compose import ComposeError, compose
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Registration
from webinars.models.reminder import Audience

LEADS = {
    "week": {"days": 7},
    "days": {"days": 3},
    "tomorrow": {"hours": 29},
    "hour": {"hours": 1},
    "soon": {"minutes": 30},
    "starting": {"minutes": 5},
    "over": {"hours": -3},
}
SUBJECTS = {
    "week": "In einer Woche: {title}, Mi., 3. Feb., 14:00 Uhr",
    "days": "Mi., 3. Feb., 14:00 Uhr: {title}",
    "tomorrow": "Morgen, 14:00 Uhr: {title}",
    "hour": "Um 14:00 Uhr: {title} – Ihr Link",
    "soon": "Um 14:00 Uhr: {title} – Ihr Link",
    "starting": "Es geht los: {title}",
    "over": "Nach dem Webinar: {title}",
}


@pytest.fixture
def webinar(session):
    made = factories.make_webinar(session, meeting_url="https://meet.example.org/secret")
    factories.make_speaker(session, webinar=made)
    return made


def mail_of(session, webinar, language="de", lead="hour", **person):
    message = reminder_message(session, language, webinar=webinar, **person)
    return composed(message, session, webinar.starts_at - timedelta(**LEADS[lead]))


@pytest.mark.parametrize("lead", LEADS)
def test_the_subject_says_the_time_that_is_true_when_it_is_written(session, webinar, lead):
    mail = mail_of(session, webinar, lead=lead)
    assert mail["Subject"] == SUBJECTS[lead].format(title=webinar.titles["de"])


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reminder_names_the_webinar_and_never_the_meeting(session, webinar, language, lead):
    mail = mail_of(session, webinar, language, lead)

    for shown in (text_of(mail), words_of(mail)):
        assert webinar.titles[language] in f"{mail['Subject']} {shown}"
        assert "meet.example.org" not in shown
    assert len(page_of(mail).select(".key a")) == 1


@pytest.mark.parametrize("lead", ["tomorrow", "hour", "soon", "starting"])
def test_from_the_day_before_the_personal_link_is_inside(session, webinar, lead):
    assert "/de/join/" in text_of(mail_of(session, webinar, lead=lead))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_room_is_said_to_be_open_while_nobody_has_entered_the_way_in(session, language):
    closed = factories.make_webinar(session, meeting_url="")
    unusable = factories.make_webinar(session, meeting_url="https://meet.example.org/ü")
    opened = factories.make_webinar(session, meeting_url="https://meet.example.org/secret")
    words = {"de": "Raum ist geöffnet", "fr": "salle est ouverte", "en": "room is open"}[language]

    for webinar, told in ((closed, False), (unusable, False), (opened, True)):
        mail = mail_of(session, webinar, language, "starting")
        for shown in (text_of(mail), words_of(mail)):
            assert (words in shown) is told
        assert f"/{language}/join/" in text_of(mail)


@pytest.mark.parametrize("lead", ["week", "tomorrow", "hour", "starting"])
def test_the_page_to_release_the_place_is_named(session, webinar, lead):
    assert "/de/my/" in text_of(mail_of(session, webinar, lead=lead))


@pytest.mark.parametrize("lead", ["tomorrow", "hour"])
def test_who_lives_elsewhere_reads_their_own_time_too(session, webinar, lead):
    mail = mail_of(session, webinar, "en", lead, time_zone="Europe/Lisbon")

    assert "13:00" in mail["Subject"]
    for shown in (text_of(mail), words_of(mail)):
        assert "14:00" in shown
        assert "Where you are (Lisbon): Wed 3 Feb, 13:00–14:15" in shown


def test_both_cities_stand_behind_the_time(session, webinar):
    assert "um 14:00 Uhr (Dresden und Lüttich)" in text_of(mail_of(session, webinar))


def test_who_waits_is_told_the_place_in_the_list(session, webinar):
    occurrence = make_occurrence(
        session, webinar=webinar, audience=Audience.WAITING, state=OccurrenceState.QUEUED
    )
    mail = composed(reminder_message(session, webinar=webinar, occurrence=occurrence), session)
    assert "Position 1" in text_of(mail)
    assert "/join/" not in text_of(mail)


@pytest.mark.parametrize(
    ("audience", "sentence"),
    [
        (Audience.ATTENDED, "danke, dass Sie bei"),
        (Audience.ABSENT, "konnten Sie wohl nicht dabei sein"),
        (Audience.CONFIRMED, "ist vorbei; danke für Ihr Interesse"),
    ],
)
def test_afterwards_the_words_suit_who_came_and_name_what_comes_next(
    session, webinar, audience, sentence
):
    following = factories.make_webinar(
        session, series=webinar.series, local_start=webinar.local_start + timedelta(days=7)
    )
    occurrence = make_occurrence(
        session, webinar=webinar, audience=audience, state=OccurrenceState.QUEUED
    )
    message = reminder_message(session, webinar=webinar, occurrence=occurrence)
    shown = text_of(composed(message, session, webinar.ends_at + timedelta(hours=1)))
    assert sentence in shown
    assert f"Als Nächstes in der Reihe: {following.titles['de']}" in shown


@pytest.mark.parametrize("gone", [Registration, Occurrence])
def test_without_its_rows_a_reminder_cannot_be_written(session, now, webinar, gone):
    message = reminder_message(session, webinar=webinar)
    session.query(gone).delete()
    with pytest.raises(ComposeError):
        compose(message, session, now)


@pytest.mark.parametrize(
    ("zone", "subject"),
    [("Europe/Berlin", "Tomorrow: 2 webinars"), ("Asia/Tokyo", "Wed 3 Feb: 2 webinars")],
)
def test_of_several_webinars_it_says_tomorrow_only_where_that_is_true_of_all(
    session, webinar, zone, subject
):
    late = factories.make_webinar(
        session, series=webinar.series, local_start=webinar.local_start + timedelta(hours=7)
    )
    person = factories.make_attendee(session, language="en", time_zone=zone)
    first, second = (
        reminder_message(session, webinar=each, attendee=person) for each in (webinar, late)
    )
    eve = webinar.starts_at - timedelta(hours=24)
    assert parsed(compose(first, session, eve, [second]).body)["Subject"] == subject
