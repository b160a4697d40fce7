"""Telling people of an edit: only when an organiser wants it, once, and never what is outdated."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_webinar
from tests.support.changes import (
    is_wanted,
    later,
    make_editor,
    make_seated,
    make_waiting,
    messages_of,
    queued_kinds,
)
from webinars.errors import ChangeRefusedError, Refusal
from webinars.models.audit import AuditEntry
from webinars.models.message import DropReason, MessageKind, MessageState
from webinars.models.registration import Invitation
from webinars.models.webinar import Webinar
from webinars.services.changes import cancel_webinar, move_webinar, tell_of_edit, withhold_edit

EDITED, MOVED = MessageKind.EDITED, MessageKind.MOVED
WORDS = {"de": "Es gibt jetzt Folien.", "en": "There are slides now."}


@pytest.fixture
def webinar(session):
    return make_webinar(session)


@pytest.fixture
def editor(session, webinar):
    return make_editor(session, webinar)


def tell(editor, webinar, seen=0, now=NOW):
    return tell_of_edit(editor, webinar.key, WORDS, seen=seen, now=now)


def test_everybody_with_a_place_or_waiting_is_told_after_the_settle_time(session, webinar, editor):
    seated, waiting = make_seated(session, webinar), make_waiting(session, webinar)

    assert tell(editor, webinar) == 2

    (message,) = messages_of(session, seated, kind=EDITED)
    assert message.due_at == NOW + timedelta(minutes=2)
    assert is_wanted(session, message)
    assert queued_kinds(session, waiting) == [(EDITED, 1)]
    entry = session.scalars(select(AuditEntry)).all()[-1]
    assert (entry.action, entry.details["told"]) == ("webinar.edit_told", 2)


def test_the_calendar_entry_is_sent_as_a_newer_one(session, webinar, editor):
    registration = make_seated(session, webinar)
    question = select(Invitation.sequence).where(Invitation.attendee_id == registration.attendee_id)
    before = session.scalar(question)
    session.rollback()

    tell(editor, webinar)

    assert session.scalar(question) == before + 1


def test_no_reminder_starts_anew_by_an_edit_that_is_told(session, webinar, editor):
    make_seated(session, webinar)

    tell(editor, webinar)

    assert session.scalar(select(Webinar.schedule_version)) == 1


def test_whoever_is_still_to_get_the_invitation_reads_it_there(session, webinar, editor):
    registration = make_seated(session, webinar, invited=False)

    assert tell(editor, webinar) == 0

    assert queued_kinds(session, registration) == [(MessageKind.INVITATION, 1)]


def test_two_edits_that_are_told_within_the_settle_time_make_one_mail(session, webinar, editor):
    registration = make_seated(session, webinar)
    tell(editor, webinar)

    tell(editor, webinar, seen=1, now=NOW + timedelta(minutes=1))

    first, second = messages_of(session, registration, kind=EDITED)
    assert (first.state, first.reason) == (MessageState.DROPPED, DropReason.OVERTAKEN)
    assert not is_wanted(session, first)
    assert is_wanted(session, second)


def test_telling_is_taken_back_until_the_mails_leave(session, webinar, editor):
    registration = make_seated(session, webinar)
    tell(editor, webinar)

    withhold_edit(editor, webinar.key, seen=1, now=NOW + timedelta(minutes=1))

    assert queued_kinds(session, registration) == []
    (message,) = messages_of(session, registration, kind=EDITED)
    assert not is_wanted(session, message)
    assert tell(editor, webinar, seen=2) == 1


def test_what_has_left_is_not_taken_back(session, webinar, editor):
    make_seated(session, webinar)
    tell(editor, webinar)

    with pytest.raises(ChangeRefusedError) as refused:
        withhold_edit(editor, webinar.key, seen=1, now=NOW + timedelta(minutes=3))

    assert refused.value.why == Refusal.MEANWHILE


def test_a_move_takes_the_place_of_an_edit_that_was_not_told_yet(session, webinar, editor):
    registration = make_seated(session, webinar)
    tell(editor, webinar)
    (message,) = messages_of(session, registration, kind=EDITED)
    message.state = MessageState.SENDING
    session.commit()

    move_webinar(editor, webinar.key, later(webinar, days=7), {}, seen=1, now=NOW)

    assert queued_kinds(session, registration) == [(MOVED, 2)]
    assert not is_wanted(session, messages_of(session, registration, kind=EDITED)[0])


def test_a_cancellation_takes_its_place_too(session, webinar, editor):
    registration = make_seated(session, webinar)
    tell(editor, webinar)

    cancel_webinar(editor, webinar.key, {}, seen=1, now=NOW)

    assert queued_kinds(session, registration) == [(MessageKind.CANCELLED, 2)]


def test_of_two_organisers_at_once_one_tells(session, webinar, editor):
    make_seated(session, webinar)
    tell(editor, webinar)

    with pytest.raises(ChangeRefusedError) as refused:
        tell(editor, webinar)

    assert refused.value.why == Refusal.MEANWHILE


def test_nothing_is_told_of_what_has_begun(session, webinar, editor):
    with pytest.raises(ChangeRefusedError) as refused:
        tell(editor, webinar, now=webinar.starts_at)

    assert refused.value.why == Refusal.UNDER_WAY
