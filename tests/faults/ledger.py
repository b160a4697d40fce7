"""The books: what the service believes became of each message, compared with what was accepted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import exists, func, select

from tests.faults.crew import PATIENCE_SECONDS, wait_until
from tests.faults.sink import Judge
from webinars import clock
from webinars.database.engine import db
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.queries.health import find_transport_failure

OPEN = (MessageState.QUEUED, MessageState.SENDING)
FINAL = tuple(state for state in MessageState if state not in OPEN)


@dataclass(frozen=True)
class Entry:
    """One message."""

    message_id: str
    recipient: str
    kind: MessageKind
    state: MessageState
    version: int
    attempt: int
    ambiguous: int
    status_code: str


class Books:
    """All messages as they stood when they were read, beside the judge."""

    def __init__(self, app: Flask, judge: Judge) -> None:
        """Read them all, in a session of its own."""
        self.judge = judge
        columns = [getattr(Message, name) for name in Entry.__dataclass_fields__]
        with app.app_context():
            rows = db.session.execute(select(*columns).order_by(Message.id)).all()
            db.session.rollback()
        self.entries = [Entry(*row) for row in rows]

    @property
    def states(self) -> Counter[MessageState]:
        """How many in each state."""
        return Counter(each.state for each in self.entries)

    def of_kind(self, kind: MessageKind) -> list[Entry]:
        """Return the messages of one kind."""
        return [each for each in self.entries if each.kind == kind]

    @property
    def lost(self) -> list[Entry]:
        """Those that should have been accepted and were not, without anybody being told."""
        copies = self.judge.copies
        told = (
            MessageState.UNCERTAIN,
            MessageState.EXPIRED,
            MessageState.DROPPED,
            MessageState.FAILED,
        )
        return [
            each for each in self.entries if not copies[each.message_id] and each.state not in told
        ]

    @property
    def extra(self) -> int:
        """How many copies nobody asked for."""
        return sum(count - 1 for count in self.judge.copies.values())

    @property
    def most_copies(self) -> int:
        """How often the same message was accepted at most."""
        return max(self.judge.copies.values(), default=0)

    @property
    def uncertain(self) -> int:
        """How many wait for a person to decide."""
        return self.states[MessageState.UNCERTAIN]

    def check(self, created: int | None = None) -> None:
        """Demand that the books balance: created = sent + failed + expired + dropped + uncertain.

        :param created: how many messages there must be.
        """
        assert sum(self.states[state] for state in FINAL) == len(self.entries), self.states
        assert created is None or len(self.entries) == created
        known = {each.message_id for each in self.entries}
        assert set(self.judge.copies) <= known, "accepted, but nobody asked for it"
        sent = {each.message_id for each in self.entries if each.state == MessageState.SENT}
        assert sent <= set(self.judge.copies), "believed to be sent, but never accepted"


def is_told(app: Flask) -> bool:
    """Tell whether the health page says that mails do not go out."""
    with app.app_context():
        return find_transport_failure(clock.now()) is not None


def open_count(app: Flask) -> int:
    """Return how many messages, and reminders that are due, are not settled."""
    with app.app_context():
        # Asked first: what is created in between counts as open, not as settled.
        created = db.session.scalar(select(exists(Message.id)))
        waiting = select(func.count()).where(Message.state.in_(OPEN))
        count = db.session.scalar(waiting) or 0
        db.session.rollback()
    return count if created else 1


def settled(app: Flask, judge: Judge, seconds: float = PATIENCE_SECONDS) -> Books:
    """Wait until every message has come to its end; return the books, which balance."""
    wait_until(lambda: open_count(app) == 0, seconds)
    books = Books(app, judge)
    books.check()
    return books


def planned_count(app: Flask) -> int:
    """Return how many occurrences wait for their moment."""
    with app.app_context():
        planned = select(func.count()).where(Occurrence.state == OccurrenceState.PLANNED)
        count = db.session.scalar(planned) or 0
        db.session.rollback()
    return count
