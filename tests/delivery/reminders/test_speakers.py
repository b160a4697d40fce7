"""Invited speakers are reminded at the moment of the reminder, and only of what still stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import make_attendee, make_registration, make_speaker
from tests.support.clock import Clock
from tests.support.organisers import make_organiser
from tests.support.planning import DUE, HOUR, changed_by_another, webinar_with
from tests.support.reminders import make_suppression
from tests.support.speakers import desk_path, make_speaker_desk
from webinars.delivery.sender import Sender
from webinars.models.message import DropReason, Message, MessageKind, MessageState
from webinars.models.organiser import Role
from webinars.models.reminder import Audience
from webinars.models.webinar import SpeakerDesk, Webinar, WebinarState
from webinars.rules.moves import time_of
from webinars.services.changes import move_webinar
from webinars.services.reminders import queue_due

PRESENTERS = "https://meet.example.org/presenters"
SENT, DROPPED, QUEUED = MessageState.SENT, MessageState.DROPPED, MessageState.QUEUED


@pytest.fixture
def desk(session: Session) -> SpeakerDesk:
    """The desk of the one of three speakers who is invited in time; somebody attends, too."""
    rule = {"key": "hour", **HOUR, "audience": Audience.SPEAKERS}
    webinar = webinar_with(session, rule, presenter_url=PRESENTERS)
    make_registration(session, webinar=webinar, attendee=make_attendee(session))
    for name, invited_at in (("robin", None), ("kim", DUE - timedelta(minutes=29))):
        speaker = make_speaker(session, webinar=webinar, name=f"{name.title()} Beispiel")
        address = f"{name}@example.org"
        make_speaker_desk(session, speaker=speaker, email=address, invited_at=invited_at)
    made = make_speaker_desk(session, webinar=webinar, language="fr")
    session.commit()
    return made


def outcome(session: Session) -> list[tuple[MessageKind, MessageState, str]]:
    session.rollback()
    rows = select(Message).order_by(Message.id).execution_options(populate_existing=True)
    return [(each.kind, each.state, each.reason) for each in session.scalars(rows)]


def test_who_is_invited_in_time_is_reminded_once_with_the_way_in(
    session: Session, sender: Sender, server: ScriptedServer, desk: SpeakerDesk
) -> None:
    assert queue_due(DUE - timedelta(seconds=1)) == 0
    assert [queue_due(DUE), queue_due(DUE)] == [1, 0]
    assert sender.drain() == 1

    assert outcome(session) == [(MessageKind.SPEAKER_REMINDER, SENT, "")]
    (recipient,) = server.recipients
    assert "alex@example.org" in recipient
    (shown,) = server.texts
    assert "Dans une heure" in shown
    assert PRESENTERS in shown
    assert desk_path(desk, "fr") in shown
    assert "/join/" not in shown


def moved(session: Session) -> None:
    session.execute(update(Webinar).values(schedule_version=2))


def cancelled(session: Session) -> None:
    session.execute(update(Webinar).values(state=WebinarState.CANCELLED))


def withdrawn(session: Session) -> None:
    session.execute(update(SpeakerDesk).values(invited_at=None))


def removed(session: Session) -> None:
    session.execute(delete(SpeakerDesk))


def suppressed(session: Session) -> None:
    make_suppression(session, "alex@example.org")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (moved, DropReason.MOVED),
        (cancelled, DropReason.CANCELLED),
        (withdrawn, DropReason.OVERTAKEN),
        (removed, DropReason.ERASED),
        (suppressed, DropReason.SUPPRESSED),
    ],
)
def test_what_is_not_true_any_more_is_dropped_up_to_the_dot(
    app: Flask,
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    desk: SpeakerDesk,
    change,
    reason: DropReason,
) -> None:
    queue_due(DUE)
    session.rollback()

    server.before["DATA"] = changed_by_another(app, change)

    assert sender.drain() == 0
    assert outcome(session) == [(MessageKind.SPEAKER_REMINDER, DROPPED, reason)]


def test_of_a_moved_webinar_it_comes_at_the_new_time_after_the_mail_of_the_move(
    session: Session,
    sender: Sender,
    server: ScriptedServer,
    clock: Clock,
    desk: SpeakerDesk,
) -> None:
    webinar = desk.speaker.webinar
    organiser = make_organiser(session, {webinar.hosts[0]: Role.EDITOR})
    session.execute(delete(SpeakerDesk).where(SpeakerDesk.id != desk.id))
    session.commit()
    queue_due(DUE)
    assert sender.drain() == 1

    later = time_of(webinar)
    later = replace(later, local_start=later.local_start + timedelta(hours=1))
    clock.now = DUE + timedelta(minutes=59)
    move_webinar(organiser, webinar.key, later, {}, seen=1, now=clock.now)
    clock.now = DUE + timedelta(hours=1)
    queue_due(clock.now)
    to_speakers = [each for each in outcome(session) if each[0] != MessageKind.MOVED]
    assert to_speakers == [
        (MessageKind.SPEAKER_REMINDER, SENT, ""),
        (MessageKind.SPEAKER_MOVED, QUEUED, ""),
        (MessageKind.SPEAKER_REMINDER, QUEUED, ""),
    ]
    assert sender.drain() == 0

    clock.now += timedelta(minutes=10)
    sender.drain()
    sender.drain()
    told = [shown for shown in server.texts if desk_path(desk, "fr") in shown]
    assert [PRESENTERS in shown for shown in told] == [True, False, True]
