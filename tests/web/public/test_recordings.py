"""Everybody finds the recording of a webinar that is over, until its last day."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.factories import NOW, make_registration, make_webinar
from tests.support.pages import page, text_of
from tests.support.recordings import EARLIER, URL, WAITS, webinar_held
from tests.support.reminders import make_reminder_objection
from tests.support.times import starting_in
from tests.support.vocabulary import faults
from webinars.models.recording import Recording
from webinars.models.registration import RegistrationState
from webinars.queries.registrations import join_token
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

WORDS = {
    "en": ("Watch the recording", "Recording available"),
    "de": ("Aufzeichnung ansehen", "Mit Aufzeichnung"),
    "fr": ("Voir l’enregistrement", "Vidéo disponible"),
}
TODAY = NOW.date()


def recorded(session, **overrides):
    values = {**starting_in(days=-1), "recording_url": URL, **overrides}
    return make_webinar(session, **values)


def links(shown):
    return [link for link in shown.select("a") if link.get("href") == URL]


@pytest.mark.parametrize("language", WORDS)
def test_the_page_of_a_past_webinar_leads_everybody_to_the_recording(client, session, language):
    webinar = recorded(session, recording_until=TODAY)
    shown = page(client, f"/{language}/webinars/{webinar.key}")
    (link,) = links(shown)
    watch, badge = WORDS[language]
    assert watch in link.get_text()
    assert "noreferrer" in link["rel"]
    assert badge in text_of(shown)
    assert "video.example.org" in text_of(shown)
    assert "2027" in text_of(shown)


@pytest.mark.parametrize(
    "changed",
    [
        {"recording_url": ""},
        {"recording_until": TODAY - timedelta(days=1)},
        starting_in(minutes=-10),
        starting_in(days=1),
        {"state": "cancelled"},
    ],
)
def test_nothing_leads_there_before_the_end_or_after_the_last_day(client, session, changed):
    webinar = recorded(session, **changed)
    for path in (f"/en/webinars/{webinar.key}", "/en/programme/past", "/en/"):
        shown = page(client, path)
        assert URL not in str(shown)
        assert "Recording available" not in text_of(shown)


def test_after_the_last_day_the_page_says_until_when_it_was_there(client, session):
    webinar = recorded(session, recording_until=TODAY - timedelta(days=1))
    shown = text_of(page(client, f"/en/webinars/{webinar.key}"))
    assert "Its recording could be watched until Sunday 10 January 2027." in shown


@pytest.mark.parametrize("language", WORDS)
def test_lists_of_past_webinars_say_which_have_a_recording(client, session, language):
    webinar = recorded(session)
    recorded(session, recording_url="", series=webinar.series)
    badge = WORDS[language][1]
    for path in (
        "programme/past",
        f"series/{webinar.series.key}",
        "",
        f"programme/month/{webinar.local_start:%Y-%m}",
    ):
        assert text_of(page(client, f"/{language}/{path}")).count(badge) == 1, path


def test_the_join_page_leads_there_after_the_end(client, session):
    registration = make_registration(session, webinar=recorded(session))
    shown = page(client, f"/en/join/{join_token(registration)}")
    (link,) = links(shown)
    assert "Watch the recording" in link.get_text()


PREPARED = "The recording is being prepared."
WRITE = "We will write to you when it is ready."


def test_the_join_page_promises_an_e_mail_only_to_whoever_gets_one(client, session):
    told = webinar_held(session, recording=Recording.PLANNED)
    untold = webinar_held(session, {**WAITS, "audience": "attended"}, recording=Recording.PLANNED)
    seated = make_registration(session, webinar=told, created_at=EARLIER)
    waits = make_registration(session, webinar=told, state=RegistrationState.WAITING)
    silent = make_registration(session, webinar=told)
    make_reminder_objection(session, silent.attendee)
    other = make_registration(session, webinar=untold)

    promised = {}
    for each in (seated, waits, silent, other):
        shown = text_of(page(client, f"/en/join/{join_token(each)}"))
        assert PREPARED in shown
        promised[each.id] = WRITE in shown
    assert promised == {seated.id: True, waits.id: False, silent.id: False, other.id: False}


def test_where_none_is_planned_none_is_promised(client, session):
    registration = make_registration(session, webinar=webinar_held(session))
    assert PREPARED not in text_of(page(client, f"/en/join/{join_token(registration)}"))


@pytest.mark.parametrize("language", WORDS)
def test_my_page_leads_to_the_recordings_of_past_webinars(client, session, language):
    registration = make_registration(session, webinar=recorded(session))
    make_registration(
        session, webinar=recorded(session, recording_url=""), attendee=registration.attendee
    )
    attendee = registration.attendee
    key = current_settings().link_key
    token = derive(key, Purpose.MY_PAGE, attendee.id, attendee.generation)
    shown = page(client, f"/{language}/my/{token}")
    (link,) = links(shown)
    assert WORDS[language][0] in link.get_text()
    assert text_of(shown).count(WORDS[language][1]) == 1


def test_feeds_and_calendars_do_not_name_it(client, session):
    webinar = recorded(session)
    for path in ("/en/feed.atom", "/en/calendar.ics", f"/en/webinars/{webinar.key}/calendar.ics"):
        answer = client.get(path)
        assert (answer.status_code, URL in answer.text) == (200, False)


def test_machines_are_told_of_the_recording_too(client, session):
    webinar = recorded(session, recording_until=TODAY)
    gone = recorded(session, recording_until=TODAY - timedelta(days=1))
    data, without = (
        json.loads(
            str(page(client, f"/en/webinars/{row.key}").select_one("script[type*=json]").string)
        )
        for row in (webinar, gone)
    )
    assert list(faults(data)) == []
    assert data["recordedIn"] == {
        "@type": "CreativeWork",
        "name": webinar.titles["en"],
        "url": URL,
        "expires": TODAY.isoformat(),
    }
    assert "recordedIn" not in without
