"""Organisers are told what did not arrive: once an hour at most, and never about such mails."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_message, make_registration, make_webinar
from tests.mail.mails import composed
from tests.mail.reading import text_of
from tests.support.organisers import make_organiser
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar
from webinars.services.failure_digests import digest_failures

MINUTE = timedelta(minutes=1)
LATER = 6 * MINUTE


def fail(session: Session, webinar: Webinar, now: datetime, **values: Any) -> Message:
    registration = make_registration(session, webinar=webinar)
    return make_message(
        session,
        **{
            "kind": MessageKind.INVITATION,
            "subject_type": Subject.REGISTRATION,
            "subject_id": registration.id,
            "state": MessageState.FAILED,
            "settled_at": now,
            "last_error": "550 5.1.1 unknown",
            **values,
        },
    )


@pytest.fixture
def webinar(session: Session) -> Webinar:
    """A webinar of the first host alone."""
    return make_webinar(session, hosts=[make_hosts(session)[0]])


@pytest.fixture
def editor(session: Session, webinar: Webinar) -> Organiser:
    return make_organiser(session, {webinar.hosts[0]: Role.EDITOR})


def digests(session: Session) -> list[Message]:
    session.rollback()
    statement = select(Message).where(Message.kind == MessageKind.FAILURES).order_by(Message.id)
    return list(session.scalars(statement))


def test_editors_and_owners_of_its_hosts_are_told_and_nobody_else(
    session: Session, webinar: Webinar, editor: Organiser, now: datetime
) -> None:
    own, other = webinar.hosts[0], make_webinar(session).hosts[1]
    owner = make_organiser(session, {own: Role.OWNER}, language="de")
    make_organiser(session, {own: Role.VIEWER})
    make_organiser(session, {other: Role.OWNER})
    make_organiser(session, {own: Role.OWNER}, active=False)
    fail(session, webinar, now)

    assert digest_failures(now=now + LATER) == 2
    told = {(each.recipient, each.language) for each in digests(session)}
    assert told == {(editor.email, "en"), (owner.email, "de")}


@pytest.mark.parametrize("state", list(MessageState))
def test_only_what_did_not_arrive_is_told(
    session: Session, webinar: Webinar, editor: Organiser, now: datetime, state: MessageState
) -> None:
    fail(session, webinar, now, state=state)

    lost = {MessageState.FAILED, MessageState.BOUNCED, MessageState.UNCERTAIN}
    assert digest_failures(now=now + LATER) == (state in lost)


def test_the_first_failure_waits_for_its_neighbours(
    session: Session, webinar: Webinar, editor: Organiser, now: datetime
) -> None:
    fail(session, webinar, now)

    assert digest_failures(now=now + 4 * MINUTE) == 0
    fail(session, webinar, now + 4 * MINUTE, recipient="second@example.org")
    assert digest_failures(now=now + 5 * MINUTE) == 1
    (digest,) = digests(session)
    assert "second@example.org" in text_of(composed(digest, session))


def test_there_is_at_most_one_an_hour_and_nothing_is_told_twice(
    session: Session, webinar: Webinar, editor: Organiser, now: datetime
) -> None:
    fail(session, webinar, now, recipient="first@example.org")
    assert digest_failures(now=now + 5 * MINUTE) == 1
    fail(session, webinar, now + 6 * MINUTE, recipient="second@example.org")

    assert [digest_failures(now=now + minutes * MINUTE) for minutes in (6, 12, 64)] == [0, 0, 0]
    assert digest_failures(now=now + 65 * MINUTE) == 1
    assert digest_failures(now=now + 999 * MINUTE) == 0
    first, second = (text_of(composed(each, session)) for each in digests(session))
    assert ("first@" in first, "second@" in first) == (True, False)
    assert ("first@" in second, "second@" in second) == (False, True)


def test_a_digest_that_fails_is_never_digested(
    session: Session, webinar: Webinar, editor: Organiser, now: datetime
) -> None:
    fail(session, webinar, now)
    digest_failures(now=now + LATER)
    (digest,) = digests(session)
    digest.state, digest.settled_at = MessageState.FAILED, now + LATER
    session.commit()

    assert digest_failures(now=now + timedelta(hours=3)) == 0


def test_the_mail_counts_and_explains_each_failure(
    session: Session, webinar: Webinar, editor: Organiser, now: datetime
) -> None:
    fail(session, webinar, now, recipient="wrong@example.org")
    fail(session, webinar, now, state=MessageState.UNCERTAIN, recipient="vague@example.org")
    fail(session, webinar, now, state=MessageState.SENT)
    digest_failures(now=now + LATER)

    mail = composed(digests(session)[0], session)

    assert mail["Subject"].startswith("2 messages could not be delivered: ")
    words = " ".join(text_of(mail).split())
    assert "1 of 3 messages have been handed over" in words
    assert "wrong@example.org Refused: this address does not exist." in words
    assert "vague@example.org Outcome unknown" in words
    assert f"/en/organiser/webinars/{webinar.key}" in words
