"""The calendar entry of a speaker: sent, moved and taken out, without a key in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.mail.mails import composed, message_of_kind
from tests.mail.reading import calendar_of, text_of
from tests.support.changes import later, make_editor
from tests.support.speakers import make_speaker_desk
from webinars.models.message import Message, MessageKind
from webinars.models.webinar import SpeakerDesk, WebinarState
from webinars.services.changes import cancel_webinar, move_webinar
from webinars.services.speakers import invite_speaker

PRESENTERS = "https://meet.example.org/presenters"


def entry_in(mail):
    """Return the method and the event of a mail."""
    calendar = Calendar.from_ical(calendar_of(mail))
    (event,) = calendar.walk("VEVENT")
    return calendar["METHOD"], event


def carries_entry(mail) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in mail.walk())


@pytest.fixture
def desk(session) -> SpeakerDesk:
    made: SpeakerDesk = make_speaker_desk(session, language="fr")
    made.speaker.webinar.presenter_url = PRESENTERS
    session.commit()
    return made


def test_invitation_move_and_cancellation_are_one_entry_that_counts_up(session, now, desk):
    webinar = desk.speaker.webinar
    organiser = make_editor(session, webinar)
    invite_speaker(organiser, webinar.key, desk.speaker_id, now=now)
    time = later(webinar, days=1)
    move_webinar(organiser, webinar.key, time, {}, seen=webinar.schedule_version, now=now)
    session.expire_all()
    mails = [composed(session.scalars(select(Message)).first(), session, now)]
    by_kind = select(Message).where(Message.kind == MessageKind.SPEAKER_MOVED)
    mails.append(composed(session.scalars(by_kind).one(), session, now))
    seen = webinar.schedule_version
    cancel_webinar(organiser, webinar.key, {"fr": "Maladie"}, seen=seen, now=now)
    session.expire_all()
    by_kind = select(Message).where(Message.kind == MessageKind.SPEAKER_CANCELLED)
    mails.append(composed(session.scalars(by_kind).one(), session, now))

    entries = [entry_in(mail) for mail in mails]

    assert [method for method, _ in entries] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({event["UID"] for _, event in entries}) == 1
    assert [event["SEQUENCE"] for _, event in entries] == [1, 1, 2]
    assert {event["DTSTART"].dt for _, event in entries} == {time.starts_at}
    assert {event["ATTENDEE"] for _, event in entries} == {f"mailto:{desk.email}"}
    assert entries[1][1]["STATUS"] == "CONFIRMED"
    assert entries[2][1]["STATUS"] == "CANCELLED"
    assert entries[2][1]["COMMENT"] == "Motif\u202f: Maladie"


@pytest.mark.parametrize(
    ("language", "kind_of_thing", "said"),
    [
        ("de", "(Webinar, Ihr Vortrag)", "Der Kalendereintrag liegt bei."),
        ("fr", "(webinaire, votre intervention)", "L’entrée d’agenda est jointe."),
        ("en", "(webinar, you speak)", "The calendar entry is attached."),
    ],
)
def test_the_entry_speaks_the_language_of_the_mail(session, now, language, kind_of_thing, said):
    mail = composed(message_of_kind(session, MessageKind.SPEAKER_INVITED, language), session, now)

    _, event = entry_in(mail)

    assert event["SUMMARY"].endswith(kind_of_thing)
    assert event["SUMMARY"].params["LANGUAGE"] == language
    assert said in text_of(mail)


def test_no_key_stands_in_an_entry_that_people_pass_on(session, now, desk):
    organiser = make_editor(session, desk.speaker.webinar)
    invite_speaker(organiser, desk.speaker.webinar.key, desk.speaker_id, now=now)
    mail = composed(session.scalars(select(Message)).one(), session, now)

    _, event = entry_in(mail)

    assert "/fr/speaker/" in text_of(mail)
    written = event.to_ical().decode().replace("\r\n ", "")
    assert "/speaker/" not in written
    assert PRESENTERS not in written
    assert event["URL"].endswith(f"/fr/webinars/{desk.speaker.webinar.key}")


def test_a_draft_gets_no_entry_as_its_moves_are_told_to_nobody(session, now, desk):
    desk.speaker.webinar.state = WebinarState.DRAFT
    organiser = make_editor(session, desk.speaker.webinar)
    invite_speaker(organiser, desk.speaker.webinar.key, desk.speaker_id, now=now)
    mail = composed(session.scalars(select(Message)).one(), session, now)

    assert not carries_entry(mail)
    assert "agenda est jointe" not in text_of(mail)


@pytest.mark.parametrize(
    ("before", "carried"), [(timedelta(days=7), True), (timedelta(hours=1), False)]
)
def test_a_reminder_brings_the_entry_again_until_the_day(session, before, carried):
    message = message_of_kind(session, MessageKind.SPEAKER_REMINDER)
    webinar = session.get_one(SpeakerDesk, message.subject_id).speaker.webinar

    mail = composed(message, session, webinar.starts_at - before)

    assert carries_entry(mail) == carried
