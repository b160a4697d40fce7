"""Editors enter the recording of a webinar, change it and take it away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW
from tests.support.pages import form_fields, page, parsed, post, text_of
from tests.support.planning import occurrences, register
from tests.support.recordings import EARLIER, URL, WAITS, webinar_held
from tests.support.times import starting_in
from webinars.models.audit import AuditEntry
from webinars.models.occurrence import OccurrenceState
from webinars.models.organiser import Role
from webinars.models.recording import Recording
from webinars.models.webinar import WebinarState

UNTIL = (NOW + timedelta(days=30)).date()


@pytest.fixture
def held(session, signed_in):
    """A webinar of yesterday, whose reminder waits for the recording."""
    signed_in()
    return webinar_held(session)


def path_of(webinar, more="", language="en"):
    return f"/{language}/organiser/webinars/{webinar.key}/recording{more}"


def enter(client, webinar, url=URL, until="", **typed):
    fields = form_fields(page(client, path_of(webinar)))
    return client.post(path_of(webinar), data={**fields, "url": url, "until": until, **typed})


def test_a_recording_is_entered_changed_and_taken_away(client, session, held):
    register(session, held, created_at=EARLIER)
    shown = text_of(page(client, path_of(held)))
    assert "everybody can watch it, registered or not" in shown
    assert "everybody with a place Waits for the recording" in shown
    assert "Take the recording away" not in shown

    assert enter(client, held, until=UNTIL.isoformat()).location == path_of(held, "?saved=1")
    shown = text_of(page(client, path_of(held, "?saved=1")))
    assert "Saved." in shown
    told = text_of(page(client, path_of(held)), ".stack li")
    assert told.startswith("To: everybody with a place")
    assert told.endswith("1 person (German 1) Planned Monday 11 January 2027, 10:02")
    session.rollback()
    assert (held.recording_url, held.recording_until) == (URL, UNTIL)

    assert enter(client, held, f"{URL}2").status_code == 303
    session.rollback()
    assert (held.recording_url, held.recording_until) == (f"{URL}2", None)

    away = path_of(held, "/remove")
    assert "no longer leads to the recording" in text_of(page(client, away))
    fields = form_fields(page(client, away))
    assert client.post(away, data=fields).location == path_of(held, "?removed=1")
    assert "The recording has been taken away." in text_of(
        page(client, path_of(held, "?removed=1"))
    )
    session.rollback()
    assert held.recording_url == ""
    assert [each.state for each in occurrences(session)] == [OccurrenceState.DROPPED]
    assert "Waits for the recording" in text_of(page(client, path_of(held)))
    assert client.get(away).location == path_of(held)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["recording.published", "recording.changed", "recording.removed"]


def test_an_address_with_umlauts_is_stored_as_browsers_send_it(client, session, held):
    assert enter(client, held, "https://video.example.org/Vorträge").status_code == 303
    session.rollback()
    assert held.recording_url == "https://video.example.org/Vortr%C3%A4ge"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": ""}, "Enter the address of the recording."),
        ({"url": "video.example.org/1"}, "Write the whole address"),
        ({"url": "http://video.example.org/1"}, "with https://."),
        ({"url": "javascript:alert(1)"}, "Write the whole address"),
        ({"url": "https://kim:secret@video.example.org"}, "Write the whole address"),
        ({"url": "https://video.example.org/ä b"}, "Write the whole address"),
        ({"url": f"https://video.example.org/{'x' * 500}"}, "Use at most 500 characters."),
        ({"until": "30.06.2027"}, "Write a date as year, month and day"),
        ({"until": "2999-01-01"}, "Choose a year from 2000 to 2100."),
        ({"until": "2027-01-10"}, "This day is over. Choose one that lies ahead."),
    ],
)
def test_what_cannot_be_used_gets_a_sentence_and_stays_as_it_was_typed(
    client, session, held, typed, sentence
):
    wanted = {"url": URL, "until": "2027-06-30", **typed}
    refused = enter(client, held, **wanted)
    assert refused.status_code == 422
    shown = parsed(refused)
    assert sentence in text_of(shown)
    fields = form_fields(shown)
    assert {name: fields[name] for name in wanted} == {
        name: [value] for name, value in wanted.items()
    }
    session.rollback()
    assert held.recording_url == ""


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Schreiben Sie die ganze Adresse, wie der Browser sie zeigt, mit https://."),
        ("fr", "Écrivez l’adresse entière telle que le navigateur l’affiche, avec https://."),
    ],
)
def test_the_sentence_is_in_the_language_of_the_page(client, session, held, language, sentence):
    there = path_of(held, language=language)
    refused = post(client, there, {"url": "video"})
    assert sentence in text_of(parsed(refused))


@pytest.mark.parametrize("recording", Recording)
def test_who_promised_that_none_is_made_is_reminded_of_it(client, session, held, recording):
    held.recording = recording
    session.commit()

    said = "Everybody has read that this webinar is not recorded." in text_of(
        page(client, path_of(held))
    )

    assert said == (recording == Recording.NONE)


def test_today_is_a_last_day(client, session, held):
    assert enter(client, held, until=NOW.date().isoformat()).status_code == 303


@pytest.mark.parametrize(
    "changed",
    [starting_in(minutes=5), {"state": WebinarState.DRAFT}, {"state": WebinarState.CANCELLED}],
)
def test_before_the_webinar_begins_and_when_it_is_not_online_the_page_says_why_not(
    client, session, signed_in, changed
):
    signed_in()
    webinar = webinar_held(session, **changed)
    shown = page(client, path_of(webinar))
    assert "once the webinar is online and has begun" in text_of(shown)
    assert shown.select("main form[method=post]") == []
    assert path_of(webinar) not in str(page(client, f"/en/organiser/webinars/{webinar.key}"))


def test_what_is_moved_while_the_form_is_open_gets_no_recording(client, session, held):
    fields = form_fields(page(client, path_of(held)))
    held.starts_at += timedelta(days=9)
    held.ends_at += timedelta(days=9)
    session.commit()
    answer = client.post(path_of(held), data={**fields, "url": URL})
    assert answer.location == path_of(held)
    session.rollback()
    assert held.recording_url == ""


def test_who_enters_second_sees_what_is_stored_and_keeps_what_was_typed(client, session, held):
    mine = {**form_fields(page(client, path_of(held))), "url": f"{URL}2"}
    assert enter(client, held).status_code == 303

    second = client.post(path_of(held), data=mine)

    assert second.status_code == 409
    shown = parsed(second)
    assert "Someone was faster" in text_of(shown)
    assert f"Address of the recording {URL}" in text_of(shown)
    again = form_fields(shown)
    assert (again["url"], again["seen_url"]) == ([f"{URL}2"], [URL])
    assert client.post(path_of(held), data=again).status_code == 303
    session.rollback()
    assert held.recording_url == f"{URL}2"


def test_who_takes_away_another_one_than_the_one_seen_is_shown_it_first(client, session, held):
    enter(client, held)
    away = path_of(held, "/remove")
    fields = form_fields(page(client, away))
    enter(client, held, f"{URL}2")

    answer = client.post(away, data=fields)

    assert answer.status_code == 409
    shown = parsed(answer)
    assert "Another recording has been entered meanwhile." in text_of(shown, "[role=alert]")
    assert f"{URL}2" in text_of(shown)
    assert client.post(away, data=form_fields(shown)).status_code == 303
    session.rollback()
    assert held.recording_url == ""


def test_without_a_reminder_that_waits_the_page_says_that_no_mail_is_sent(
    client, session, signed_in
):
    signed_in()
    webinar = webinar_held(session, {"key": "hour", "offset_minutes": -60, "offset_days": None})
    shown = page(client, path_of(webinar))
    assert "No e-mail is sent" in text_of(shown)
    assert shown.select_one(f"a[href$='/{webinar.key}/new-reminder']") is not None

    webinar.recording_url, webinar.recording_due_at = URL, NOW - timedelta(minutes=1)
    session.commit()
    shown = page(client, path_of(webinar))
    assert "A reminder that is added now would come too late." in text_of(shown)
    assert shown.select_one(f"a[href$='/{webinar.key}/announcements/new']") is not None


def test_the_page_of_the_webinar_shows_the_recording_to_viewers_too(
    client, session, held, signed_in
):
    there = f"/en/organiser/webinars/{held.key}"
    assert "Recording No address entered yet Enter or change the recording" in text_of(
        page(client, there)
    )
    enter(client, held, until=UNTIL.isoformat())
    token = form_fields(page(client, path_of(held)))
    signed_in(Role.VIEWER)
    shown = text_of(page(client, there))
    assert f"Recording {URL} The recording can be watched until Wednesday 10 February" in shown
    assert "Enter or change the recording" not in shown

    held.recording_until = (NOW - timedelta(days=1)).date()
    session.commit()
    shown = text_of(page(client, there))
    assert f"Recording {URL} Its recording could be watched until Sunday 10 January" in shown
    for path in (path_of(held), path_of(held, "/remove")):
        assert client.post(path, data={**token, "url": f"{URL}2"}).status_code in {403, 404}
    session.rollback()
    assert held.recording_url == URL


def test_the_time_line_and_the_dry_run_show_when_it_leaves(client, session, held):
    register(session, held, created_at=EARLIER)
    enter(client, held)
    around = f"/en/organiser/webinars/{held.key}"
    for path in (f"{around}/reminders", f"{around}/who-gets-what", f"{around}/reminders/film"):
        shown = text_of(page(client, path))
        assert "10:02" in shown
        assert "Planned" in shown
        assert "Waits for the recording" not in shown
    assert "The recording is ready: " in text_of(page(client, f"{around}/reminders/film"))
    mail = client.get(f"{around}/reminders/film/de/mail").text
    assert "Aufzeichnung ansehen" in mail


def test_a_reminder_that_waits_for_the_recording_is_added_at_the_desk(client, session, webinar):
    path = f"/en/organiser/webinars/{webinar.key}/new-reminder"
    typed = {**form_fields(page(client, path)), "rule-side": "recording", "rule-amount": ""}
    sure = parsed(client.post(path, data=typed))
    assert "as soon as the recording is there" in text_of(sure)
    assert client.post(path, data=form_fields(sure)).status_code == 303
    (rule,) = webinar.reminders
    stored = (rule.anchor, rule.offset_minutes, rule.offset_days, rule.at_time)
    assert stored == (WAITS["anchor"], 0, None, None)
    timed = parsed(client.post(path, data={**typed, "rule-at_time": "09:00"}))
    assert "A time of day goes with days only." in text_of(timed)
    spoken = parsed(client.post(path, data={**typed, "rule-audience": "speakers"}))
    assert "Speakers are reminded before the start only." in text_of(spoken)
