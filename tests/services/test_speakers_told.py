"""Invited speakers hear of a move and of a cancellation, and nobody else who speaks does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import make_hosts, make_speaker, make_webinar
from tests.support.organisers import make_organiser
from tests.support.speakers import make_speaker_desk
from webinars.database.subjects import CONDITIONS
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.queries.schedules import count_readers
from webinars.rules.moves import time_of
from webinars.services.changes import cancel_webinar, move_webinar
from webinars.services.speakers import withdraw_link
from webinars.settings import Settings


@pytest.fixture
def organiser(session):
    return make_organiser(session, {make_hosts(session)[0]: Role.EDITOR})


@pytest.fixture
def desk(session):
    """The desk of the one speaker of three who is invited."""
    webinar = make_webinar(session)
    make_speaker(session, webinar=webinar, name="Robin Beispiel")
    make_speaker_desk(session, webinar=webinar, email="robin@example.org", invited_at=None)
    made = make_speaker_desk(session, webinar=webinar, language="fr")
    session.commit()
    return made


def wanted(session) -> list[tuple[MessageKind, str, str]]:
    """Return what may leave to speakers."""
    session.expire_all()
    found = []
    for kind in (MessageKind.SPEAKER_MOVED, MessageKind.SPEAKER_CANCELLED):
        statement = select(Message).where(Message.kind == kind, CONDITIONS[kind])
        found += [(kind, each.recipient, each.language) for each in session.scalars(statement)]
    return found


def move_on(organiser, webinar, now, *, seen: int) -> int:
    """Move the webinar to the next day; return how many people are told."""
    later = time_of(webinar)
    later = replace(later, local_start=later.local_start + timedelta(days=1))
    return move_webinar(organiser, webinar.key, later, {}, seen=seen, now=now)


def test_a_move_is_told_after_the_settle_time_and_only_as_it_stands_last(
    session, now, organiser, desk, settings: Settings
):
    webinar = desk.speaker.webinar
    assert count_readers(webinar.id) == {"fr": 1}

    assert move_on(organiser, webinar, now, seen=1) == 1
    assert wanted(session) == [(MessageKind.SPEAKER_MOVED, "alex@example.org", "fr")]
    (message,) = session.scalars(select(Message))
    assert message.due_at == now + timedelta(seconds=settings.settle_seconds)

    move_on(organiser, webinar, now, seen=2)
    assert len(wanted(session)) == 1
    assert session.scalars(select(Message.version).order_by(Message.id)).all() == [2, 3]

    withdraw_link(organiser, webinar.key, desk.speaker_id, now=now)
    assert wanted(session) == []


def test_a_cancellation_is_told_instead_of_a_move(session, now, organiser, desk):
    webinar = desk.speaker.webinar
    move_on(organiser, webinar, now, seen=1)

    assert cancel_webinar(organiser, webinar.key, {}, seen=2, now=now) == 1

    assert wanted(session) == [(MessageKind.SPEAKER_CANCELLED, "alex@example.org", "fr")]
