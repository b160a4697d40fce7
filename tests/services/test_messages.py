from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_message
from tests.support.reminders import make_suppression
from webinars.errors import NotPossibleError, SuppressedError
from webinars.models.message import MessageState, Phase
from webinars.services.messages import may_go_again, resolve_message, retry_message


def test_a_message_queued_once_more_begins_as_if_nothing_had_been_tried(
    session: Session, now: datetime
) -> None:
    message = make_message(
        session, state=MessageState.UNCERTAIN, ambiguous=2, attempt=2, settled_at=now
    )

    retry_message(message.id, actor="operator", now=now + timedelta(hours=1))

    session.refresh(message)
    assert (message.ambiguous, message.phase, message.owner) == (0, Phase.NONE, None)
    assert (message.due_at, message.settled_at) == (now + timedelta(hours=1), None)
    assert message.attempt == 2


def test_nothing_is_sent_once_more_that_came_too_late_or_has_lost_its_person(
    session: Session, now: datetime
) -> None:
    late = make_message(session, state=MessageState.FAILED, useful_until=now)
    erased = make_message(session, state=MessageState.FAILED, recipient="")

    for message in (late, erased):
        with pytest.raises(NotPossibleError):
            retry_message(message.id, actor="operator", now=now)


def test_an_outcome_is_decided_once(session: Session, now: datetime) -> None:
    message = make_message(session, state=MessageState.UNCERTAIN)
    resolve_message(message.id, sent=True, actor="operator", now=now)

    with pytest.raises(NotPossibleError):
        resolve_message(message.id, sent=False, actor="operator", now=now)
    session.refresh(message)
    assert message.state == MessageState.SENT


def test_nothing_is_queued_once_more_for_an_address_that_gets_no_mails(
    session: Session, now: datetime
) -> None:
    message = make_message(session, state=MessageState.FAILED)
    assert may_go_again(message, now)
    make_suppression(session, message.recipient)
    session.commit()

    assert not may_go_again(message, now)
    with pytest.raises(SuppressedError):
        retry_message(message.id, actor="operator", now=now)
    session.refresh(message)
    assert message.state == MessageState.FAILED


def test_what_has_left_is_refused_for_its_state_though_its_address_gets_no_mails(
    session: Session, now: datetime
) -> None:
    message = make_message(session, state=MessageState.SENT)
    make_suppression(session, message.recipient)
    session.commit()

    with pytest.raises(NotPossibleError) as refused:
        retry_message(message.id, actor="operator", now=now)
    assert not isinstance(refused.value, SuppressedError)
