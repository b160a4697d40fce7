"""Claimed messages become mails: written at the first claim, and kept for every later try.

Those of a batch are written together: they are mostly about the same webinar, and each question
to the database takes as long as writing a mail does. What is left over is written alone: mails
that speak of several reminders, that cannot be written, or that must not leave any more.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from webinars.database import claims
from webinars.database.carrying import (
    CompanionsGoneError,
    find_plan,
    list_companions,
    list_with_companions,
)
from webinars.database.claims import Claim
from webinars.database.engine import fresh_session
from webinars.delivery.outcomes import described
from webinars.delivery.recording import finish, give_up, persistently, record, tell
from webinars.mail.compose import ComposeError, Mail, compose
from webinars.mail.own_words import hold_own_words
from webinars.mail.reminders import read_ahead
from webinars.models.message import Message, MessageState
from webinars.text import masked

_NOT_OF_THE_MAIL = (
    MemoryError,
    OperationalError,
    InterfaceError,
    InternalError,
    ProgrammingError,
)
"""Errors that say nothing about the message in hand: no memory, or a database out of reach or
without our tables.
"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """A mail on its way, and to whom."""

    recipient: str
    recipient_hash: str
    body: bytes


def write_together(batch: Sequence[Claim], now: datetime) -> dict[int, Written]:
    """Write what can be written at once; return the mails by the numbers of their messages.

    Needs an application context of its own.
    """
    if not batch:
        return {}
    session = fresh_session()
    try:
        mails = _compose_together(session, batch, now)
    finally:
        session.rollback()
    bodies = [(claim, mail.body, mail.title) for claim, _, mail in mails]
    # All or none: when somebody else owns one by now, each is looked at alone.
    if not bodies or not persistently(lambda writing: claims.freeze_together(writing, bodies)):
        return {}
    for claim, _, _ in mails:
        tell(claim, "rendered")
    return {claim.id: written for claim, written, _ in mails}


def write(claim: Claim, now: datetime) -> Written | None:
    """Return the mail of one message; None when it is not ours, not wanted or cannot be written.

    Needs an application context of its own.
    """
    session = fresh_session()
    try:
        found = claims.find_claimed(session, claim)
        if found is None:
            tell(claim, "taken over")
            return None
        message, wanted = found
        address, body = (message.recipient, message.recipient_hash), message.body
        if wanted and body is None:
            return _write(claim, message, session, now)
    finally:
        session.rollback()
    if not wanted:
        give_up(claim, now)
        return None
    return None if body is None else Written(*address, body)


def _compose_together(
    session: Session, batch: Sequence[Claim], now: datetime
) -> list[tuple[Claim, Written, Mail]]:
    found = []
    for claim, message, wanted in claims.list_claimed(session, batch):
        _log.info(
            "message claimed id=%s attempt=%s kind=%s lane=%s recipient=%s",
            *(claim.id, claim.attempt, message.kind, message.lane, masked(message.recipient)),
        )
        if wanted and message.body is None:
            found.append((claim, message))
    alone = list_with_companions(session, [message for _, message in found])
    plain = [(claim, message) for claim, message in found if message.id not in alone]
    hold_own_words(session)
    read_ahead(session, [message for _, message in plain])
    mails = []
    for claim, message in plain:
        mail = _composed(message, session, now)
        if mail is not None:
            written = Written(message.recipient, message.recipient_hash, mail.body)
            mails.append((claim, written, mail))
    return mails


def _composed(message: Message, session: Session, now: datetime) -> Mail | None:
    try:
        return compose(message, session, now)
    except _NOT_OF_THE_MAIL:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, it is met again and told by ``write``
        return None


def _write(claim: Claim, message: Message, session: Session, now: datetime) -> Written | None:
    """Write one mail; what fails here fails this message alone."""
    plan = find_plan(session, message)
    companions = list_companions(session, message, plan, now)
    try:
        return _freeze(claim, message, companions, session, now)
    except CompanionsGoneError:
        return _freeze(claim, message, (), session, now)


def _freeze(
    claim: Claim,
    message: Message,
    companions: Sequence[Message],
    session: Session,
    now: datetime,
) -> Written | None:
    address = message.recipient, message.recipient_hash
    carried = [each.id for each in companions]
    try:
        mail = compose(message, session, now, companions)
    except _NOT_OF_THE_MAIL:
        raise
    except ComposeError:
        give_up(claim, now, gone=True)
        return None
    except Exception as error:  # noqa: BLE001 - whatever a template does, the others go on
        _log.exception("message not rendered id=%s", claim.id)
        finish(claim, MessageState.FAILED, now, described(error))
        return None

    def write_down(writing: Session) -> bool:
        return claims.freeze(writing, claim, mail.body, mail.title, carried, now=now)

    frozen = record(claim, write_down, "rendered", one_statement=not carried)
    return Written(*address, mail.body) if frozen else None
