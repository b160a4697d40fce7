"""The time line of a webinar's reminders: what leaves when, to whom, and how it reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_message, make_reminder, make_speaker
from tests.support.changes import make_seated, make_waiting, seat_many
from tests.support.pages import Client, page, parsed
from tests.support.planning import plan
from tests.support.speakers import make_speaker_desk
from tests.support.statements import recorded_statements
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind, MessageState, Subject
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Registration
from webinars.models.reminder import Anchor, Audience, Reminder
from webinars.models.webinar import Webinar
from webinars.services.reminders import queue_due
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive


@pytest.fixture
def rule(session: Session, webinar: Webinar) -> Reminder:
    """The day before, at ten."""
    return make_reminder(session, webinar=webinar, key="eve")


def path_of(webinar: Webinar, more: str = "", language: str = "en") -> str:
    return f"/{language}/organiser/webinars/{webinar.key}/reminders{more}"


def words(response: Any) -> str:
    return " ".join(parsed(response).main.get_text(" ").split())


def test_the_time_line_says_when_each_leaves_and_to_how_many(client, session, webinar, rule):
    for language in ("de", "fr", "fr"):
        make_seated(session, webinar, language=language)
    make_waiting(session, webinar)

    shown = words(client.get(path_of(webinar)))

    assert "3 people have a place, 1 waits" in shown
    assert "Tue 2 Feb 10:00 1 day before the start, at 10:00" in shown
    assert "everybody with a place: 3 people (German 1, French 2) Planned" in shown
    assert shown.index("1 day before") < shown.index("The webinar 75 minutes")


def test_the_page_of_the_webinar_lists_reminders_in_the_order_of_their_moments(
    client, session, webinar, rule
):
    hours = {"offset_days": None, "at_time": None}
    after = {"anchor": Anchor.END, **hours, "offset_minutes": 60}
    make_reminder(session, webinar=webinar, key="after", **after)
    recording = {"anchor": Anchor.RECORDING, **hours, "offset_minutes": 0}
    make_reminder(session, webinar=webinar, key="recording", **recording)
    make_reminder(session, webinar=webinar, key="hour", **hours, offset_minutes=-60)
    make_reminder(session, series=webinar.series, key="week", offset_days=-7)

    shown = words(client.get(f"/en/organiser/webinars/{webinar.key}")).partition("Reminders 7 ")[2]

    lines = ("days before", "1 day before", "1 hour before", "1 hour after", "recording is there")
    places = [shown.index(line) for line in lines]
    assert places == sorted(places)


def test_a_reminder_after_the_end_stands_behind_the_webinar(client, session, webinar):
    make_reminder(
        session, webinar=webinar, anchor=Anchor.END, offset_days=None, at_time=None,
        offset_minutes=60,
    )  # fmt: skip

    shown = words(client.get(path_of(webinar)))

    assert shown.index("The webinar 75 minutes") < shown.index("1 hour after the end")


def test_what_is_switched_off_for_this_webinar_stands_below(client, session, webinar):
    make_reminder(session, series=webinar.series, key="eve")
    make_reminder(session, webinar=webinar, key="eve", active=False)

    shown = words(client.get(path_of(webinar)))

    assert "Switched off for this webinar 1 day before the start, at 10:00" in shown


@pytest.mark.parametrize(
    ("language", "subject"),
    [("de", "Morgen, 14:00"), ("fr", "Demain, 14"), ("en", "Tomorrow, 14:00")],
)
def test_the_preview_reads_as_the_mail_will(client, webinar, rule, language, subject):
    shown = page(client, path_of(webinar, f"/eve?in={language}"))

    assert subject in shown.main.get_text(" ")
    (frame,) = shown.select("iframe[sandbox='']")
    mail = client.get(str(frame["src"]))
    assert mail.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert f'lang="{language}"' in mail.get_data(as_text=True)


def test_the_links_of_a_preview_lead_nowhere(app, client, session, webinar, rule):
    registration = make_seated(session, webinar)
    html = client.get(path_of(webinar, "/eve/en/mail")).get_data(as_text=True)
    key = app.extensions["webinars_settings"].link_key

    assert f"/{derive(key, Purpose.JOIN, 0, 0)}" in html
    assert f"/{registration.id}." not in html
    assert client.get(f"/en/join/{derive(key, Purpose.JOIN, 0, 0)}").status_code == 404
    assert client.get(f"/en/my/{derive(key, Purpose.MY_PAGE, 0, 0)}").status_code == 404


def test_looking_makes_nobody(client, session, webinar, rule):
    client.get(path_of(webinar, "/eve"))

    assert session.query(Attendee).count() == session.query(Registration).count() == 0


def test_the_dry_run_names_who_gets_it_and_counts_who_does_not(client, session, webinar, rule):
    in_time = make_seated(session, webinar)
    late = make_seated(session, webinar)
    late.confirmed_at = webinar.starts_at - timedelta(minutes=5)
    session.commit()

    shown = words(client.get(path_of(webinar, "/eve")))

    assert "Who is going to get it" in shown
    assert in_time.attendee.full_name in shown
    assert "1 person with a place does not get it: registered too late" in shown


def test_afterwards_each_person_has_a_state_in_words(client, session, webinar, rule):
    registration = make_seated(session, webinar)
    occurrence = Occurrence(
        reminder_id=rule.id,
        webinar_id=webinar.id,
        version=1,
        audience=Audience.CONFIRMED,
        due_at=webinar.starts_at - timedelta(days=1),
        useful_until=webinar.starts_at,
        state=OccurrenceState.QUEUED,
    )
    session.add(occurrence)
    session.flush()
    make_message(
        session,
        kind=MessageKind.REMINDER,
        recipient=registration.attendee.email,
        attendee_id=registration.attendee_id,
        subject_type=Subject.OCCURRENCE,
        subject_id=occurrence.id,
        state=MessageState.FAILED,
        last_error="550 no such user",
    )

    assert "1 refused Not everybody was reached" in words(client.get(path_of(webinar)))
    shown = words(client.get(path_of(webinar, "/eve")))
    assert "Who got it" in shown
    assert "does not accept this e-mail" in shown


def test_speakers_are_shown_with_when_they_are_reminded_and_what_became_of_it(
    client, session, webinar
):
    rule = make_reminder(session, webinar=webinar, key="speakers", audience=Audience.SPEAKERS)
    speaker = make_speaker(session, webinar=webinar, name="Robin Beispiel")
    desk = make_speaker_desk(session, speaker=speaker)
    plan(webinar)

    assert "invited speakers: 1 person (German 1) Planned" in words(client.get(path_of(webinar)))
    shown = words(client.get(path_of(webinar, f"/{rule.key}?in=en")))
    assert "You speak tomorrow, 14:00" in shown
    assert "Robin Beispiel" in shown
    mail = client.get(path_of(webinar, f"/{rule.key}/en/mail")).get_data(as_text=True)
    assert f"/speaker/{derive(current_settings().link_key, Purpose.SPEAKER, 0, 0)}" in mail

    queue_due(webinar.starts_at - timedelta(days=1))
    assert "1 waiting to be sent Is being sent" in words(client.get(path_of(webinar)))
    assert "Who got it" in words(client.get(path_of(webinar, f"/{rule.key}")))
    assert desk.email not in words(client.get(path_of(webinar, f"/{rule.key}")))


def test_a_reminder_that_waits_for_the_recording_says_so(client, session, webinar):
    make_reminder(
        session, webinar=webinar, key="film", anchor=Anchor.RECORDING, offset_days=None,
        at_time=None,
    )  # fmt: skip

    assert "Waits for the recording" in words(client.get(path_of(webinar)))
    shown = words(client.get(path_of(webinar, "/film")))
    assert "as soon as the recording is there" in shown
    assert "That can be told only later." in shown


def test_thousands_of_people_cost_as_many_statements_as_a_few(client, session, webinar, rule):
    for _ in range(2):
        make_seated(session, webinar)
    few = [_statements(client, path_of(webinar, more)) for more in ("", "/eve")]
    seat_many(session, webinar, 2000)

    many = [_statements(client, path_of(webinar, more)) for more in ("", "/eve")]

    assert many == few
    assert "2,002 people" in words(client.get(path_of(webinar)))
    assert "1 to 50 of 2,002" in words(client.get(path_of(webinar, "/eve")))


@pytest.mark.parametrize("rubbish", ["page=0", "page=99999999", "page=%00", "in=xx", "in="])
def test_rubbish_in_the_address_shows_the_page(client, webinar, rule, rubbish):
    assert client.get(path_of(webinar, f"/eve?{rubbish}")).status_code == 200


@pytest.mark.parametrize("more", ["/none", "/eve/xx/mail", "/none/en/mail"])
def test_what_is_not_there_is_not_found(client, webinar, rule, more):
    assert client.get(path_of(webinar, more)).status_code == 404


def _statements(client: Client, path: str) -> int:
    with recorded_statements() as statements:
        assert client.get(path).status_code == 200
    return len(statements)
