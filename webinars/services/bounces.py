"""Taking in mails that come back: bounces, complaints, and calendars that decline."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.mail.bounces import Report
from webinars.mail.incoming import Decline, Nature, read_incoming
from webinars.models.message import Message, MessageState
from webinars.models.objection import SuppressionReason
from webinars.steps.declines import ask_after_decline
from webinars.steps.suppressions import note_refusal, suppress

OLDEST = timedelta(days=30)
"""After so long a return path counts no more; mail servers give up within a week."""

_AGAIN = (MessageState.QUEUED, MessageState.SENDING)

_log = logging.getLogger(__name__)


class Received(StrEnum):
    """What became of a mail."""

    BOUNCED = "bounced"
    DELAYED = "delayed"
    COMPLAINT = "complaint"
    ASKED = "asked"
    """A calendar declined, and its person is asked whether to give up the place."""
    KNOWN = "known"
    """It was genuine, but changed nothing: a copy, or about something that is over."""
    UNSIGNED = "unsigned"
    AUTOMATIC = "automatic"
    OTHER = "other"
    MALFORMED = "malformed"

    @property
    def is_ours(self) -> bool:
        """Whether the mail concerned us, so that nobody needs to look at it any more."""
        return self not in {Received.UNSIGNED, Received.OTHER, Received.MALFORMED}


_UNCONCERNED = {
    Nature.UNSIGNED: Received.UNSIGNED,
    Nature.AUTOMATIC: Received.AUTOMATIC,
    Nature.OTHER: Received.OTHER,
    Nature.MALFORMED: Received.MALFORMED,
}


def receive_mail(data: bytes, *, now: datetime) -> Received:
    """Draw the conclusions from a mail that came back; twice the same mail is once.

    Mails are never answered: only a declined invitation causes one, once, to its own person.

    :param data: the whole mail, or its first megabyte.
    """
    incoming = read_incoming(data)
    received = _UNCONCERNED.get(incoming.nature, Received.KNOWN)
    with transaction() as session:
        if incoming.nature is Nature.REPORT and incoming.report is not None:
            received = _report(session, incoming.rows, incoming.report, now)
        elif incoming.decline is not None:
            received = _decline(session, incoming.decline, now)
    _log.info("mail received what=%s", received.value)
    return received


def _report(session: Session, rows: tuple[int, ...], report: Report, now: datetime) -> Received:
    for row in rows:
        message = session.get(Message, row, with_for_update=True)
        if message is not None and _is_recent(message, now):
            return _about(session, message, report, now)
    return Received.KNOWN


def _is_recent(message: Message, now: datetime) -> bool:
    left = message.settled_at or message.due_at
    return message.attempt > 0 and bool(message.recipient) and now - left < OLDEST


def _about(session: Session, message: Message, report: Report, now: datetime) -> Received:
    hashed = message.recipient_hash
    if report.complaint:
        suppressed = suppress(session, hashed, SuppressionReason.COMPLAINT, now=now)
        _tell(message, "complaint", suppressed)
        return Received.COMPLAINT if suppressed else Received.KNOWN
    if message.state in _AGAIN and report.failed:
        # The outcome was unknown: it had been accepted. Sending it again would bring nothing else.
        suppressed = note_refusal(session, hashed, report.status_code, now=now)
        _tell(message, report.status_code, suppressed)
        return Received.BOUNCED if suppressed else Received.KNOWN
    if message.state not in {MessageState.SENT, MessageState.UNCERTAIN}:
        return Received.KNOWN
    if not report.failed and message.status_code == report.status_code:
        return Received.KNOWN
    message.status_code, message.last_error = report.status_code, report.words
    if report.failed:
        message.state, message.settled_at = MessageState.BOUNCED, now
    session.flush()
    # A delay is a soft refusal, whatever its code says.
    code = report.status_code if report.failed else "4.0.0"
    _tell(message, report.status_code, note_refusal(session, hashed, code, now=now))
    return Received.BOUNCED if report.failed else Received.DELAYED


def _decline(session: Session, decline: Decline, now: datetime) -> Received:
    if decline.sender != decline.attendee:
        return Received.OTHER
    asked = ask_after_decline(session, decline.uid, decline.sequence, decline.attendee, now=now)
    return Received.ASKED if asked else Received.KNOWN


def _tell(message: Message, what: str, suppressed: bool) -> None:
    _log.info("message came back id=%s status=%s suppressed=%s", message.id, what, suppressed)
