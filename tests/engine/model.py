"""The service with everybody who acts on it, for a machine that tries what may happen."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tests.delivery.scripted_smtp import ScriptedServer
from tests.factories import (
    NOW,
    make_attendee,
    make_reminder,
    make_series,
    make_signup,
    make_webinar,
)
from tests.support.changes import later, make_editor
from tests.support.clock import Clock
from tests.support.planning import HOUR, plan
from tests.support.recordings import webinar_held_for
from tests.support.times import starting_in
from webinars.database import claims, leases
from webinars.database.engine import db, transaction
from webinars.delivery.sender import Sender
from webinars.errors import WebinarsError
from webinars.models.base import Base
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.message import Sender as Lease
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.audits import count_audits
from webinars.rules.recordings import RecordingDetails, details_of
from webinars.services.changes import cancel_webinar, move_webinar
from webinars.services.messages import resolve_message
from webinars.services.objections import Wish, choose_reminders
from webinars.services.recordings import publish_recording, remove_recording
from webinars.services.registrations import cancel_registration, confirm_sign_up
from webinars.services.reminders import queue_due, repair_plans
from webinars.settings import current_settings
from webinars.tokens import UNSUBSCRIBE_GENERATION, Purpose, derive

PEOPLE = 4
WEBINARS = 2
SEATS = 2
RULES: tuple[dict[str, Any], ...] = (
    {"key": "day", "offset_days": -1, "at_time": "09:00"},
    {"key": "hour", **HOUR},
    {"key": "quarter", **HOUR, "offset_minutes": -15},
)


class Model:
    """Webinars, of which one is over, a few people, a worker, a mail server and a clock."""

    def __init__(self, app: Flask, server: ScriptedServer) -> None:
        self.app, self.server, self.clock = app, server, Clock(NOW)
        _forget_everything()
        server.accepted.clear()
        server.script.clear()
        self.sender = Sender(app, self.clock, lambda: 1.0)
        self.deaths = 0
        session = self.session
        series = make_series(session)
        for number, rule in enumerate(RULES):
            make_reminder(session, series=series, position=number, **rule)
        webinars = [
            make_webinar(
                session, series=series, capacity=SEATS, **starting_in(hours=30, minutes=each)
            )
            for each in range(0, 20 * WEBINARS, 20)
        ]
        for webinar in webinars:
            plan(webinar)
        self.webinars = [each.id for each in webinars]
        self.editor = make_editor(session, webinars[0])
        people = [make_attendee(session, language="en") for _ in range(PEOPLE)]
        self.people = [each.email for each in people]
        held = webinar_held_for(session, *people[:SEATS])
        self.held, self.recorder = held.id, make_editor(session, held)
        self.sign_up(0, [*range(WEBINARS)])
        self.work()
        self.pass_time(60)

    @property
    def session(self) -> Session:
        db.session.rollback()
        return db.session()

    @property
    def now(self) -> datetime:
        return self.clock.now

    def sign_up(self, person: int, numbers: list[int]) -> None:
        """Let somebody ask for webinars and press the button at once."""
        session = self.session
        webinars = [session.get_one(Webinar, self.webinars[each]) for each in numbers]
        signup = make_signup(
            session, email=self.people[person], webinars=webinars, created_at=self.now
        )
        token = derive(current_settings().link_key, Purpose.CONFIRM, signup.id, signup.generation)
        confirm_sign_up(token, now=self.now)

    def leave(self, person: int, number: int) -> None:
        """Let somebody give up a place."""
        for each in self._places(person, number):
            key, attendee = current_settings().link_key, each.attendee
            token = derive(key, Purpose.MY_PAGE, attendee.id, attendee.generation)
            cancel_registration(token, each.id, now=self.now)

    def choose(self, person: int, number: int, wish: Wish) -> None:
        """Let somebody choose which reminders they want."""
        for each in self._places(person, number):
            key = current_settings().link_key
            token = derive(key, Purpose.STOP_REMINDERS, each.id, UNSUBSCRIBE_GENERATION)
            choose_reminders(token, wish, now=self.now)

    def move(self, number: int, hours: int) -> None:
        """Move a webinar, if that can be done."""
        webinar = self.session.get_one(Webinar, self.webinars[number])
        self._change(move_webinar, webinar, later(webinar, hours=hours))

    def move_close(self, number: int) -> None:
        """Move a webinar so that its reminder is due before the move is told; wait for both."""
        webinar = self.session.get_one(Webinar, self.webinars[number])
        to = self.now + timedelta(minutes=61) - webinar.starts_at
        self._change(move_webinar, webinar, later(webinar, seconds=to.total_seconds()))
        self.pass_time(3)

    def cancel(self, number: int) -> None:
        """Cancel a webinar, if that can be done."""
        self._change(cancel_webinar, self.session.get_one(Webinar, self.webinars[number]))

    def record(self, url: str) -> None:
        """Enter the recording of the webinar of yesterday, or correct its address."""
        webinar = self.session.get_one(Webinar, self.held)
        entered, seen = RecordingDetails(url), details_of(webinar)
        publish_recording(self.recorder, webinar.key, entered, seen=seen, now=self.now)

    def take_away(self) -> None:
        """Take its recording away, if there is one."""
        webinar = self.session.get_one(Webinar, self.held)
        seen = details_of(webinar)
        remove_recording(self.recorder, webinar.key, seen=seen, now=self.now)

    def die(self, *, after_dot: bool) -> None:
        """Let a second worker claim what is due and be killed, before the dot or after it."""
        name, self.deaths = f"dead {self.deaths}", self.deaths + 1
        over = self.now + timedelta(seconds=60)
        with transaction() as session:
            leases.open_lease(session, name, now=self.now, expires_at=over)
        with transaction() as session:
            held = claims.claim_due(session, name, limit=2, now=self.now)
        for claim in held if after_dot else ():
            with transaction() as session:
                claims.pass_last_check(session, claim, self.now)

    def plan_alone(self) -> None:
        """Let the planner work and whoever sends be too late for it."""
        queue_due(self.now)

    def pass_time(self, minutes: int) -> None:
        """Let time pass while the worker looks at everything at its moment."""
        end = self.now + timedelta(minutes=minutes)
        while self.now < end:
            self.clock.now = min(end, self._next_moment())
            self.work()

    def work(self) -> None:
        """Do what a worker does at a tick, and what an operator does about unknown outcomes."""
        db.session.rollback()
        repair_plans(self.now)
        queue_due(self.now)
        self.sender.heartbeat()
        self.sender.drain()
        for number in self.session.scalars(
            select(Message.id).where(Message.state == MessageState.UNCERTAIN)
        ).all():
            resolve_message(number, sent=True, actor="operator", now=self.now)
        db.session.rollback()

    def audits(self) -> dict[str, int]:
        """Return the audits that are not 0."""
        counts = count_audits(self.now)
        db.session.rollback()
        return {audit.name: number for audit, number in counts.items() if number}

    def copies(self) -> Counter[str]:
        """Return how often the mail server has each message."""
        return Counter(self.server.message_ids)

    def messages(self) -> list[Message]:
        """Return all messages, the oldest first."""
        return list(self.session.scalars(select(Message).order_by(Message.id)))

    def confirmed(self) -> dict[int, int]:
        """Return how many have a seat, by webinar."""
        counted = (
            select(Registration.webinar_id, func.count())
            .where(Registration.state == RegistrationState.CONFIRMED)
            .group_by(Registration.webinar_id)
        )
        return {row[0]: row[1] for row in self.session.execute(counted)}

    def told_of_recording(self) -> Counter[str]:
        """Return how many mails about the recording arrived, by recipient; copies count once."""
        question = (
            select(Message)
            .join(Occurrence, Occurrence.id == Message.subject_id)
            .where(Message.kind == MessageKind.REMINDER, Occurrence.tells_of_recording.is_(True))
        )
        arrived, sent = self.copies(), self.session.scalars(question)
        return Counter(each.recipient for each in sent if each.message_id in arrived)

    def told_too_early(self) -> list[int]:
        """Return the reminders that arrived before the mail about the move they follow."""
        order = {number: place for place, number in reversed([*enumerate(self.server.message_ids)])}
        session, wrong = self.session, []
        for reminder in self.messages():
            if reminder.kind != MessageKind.REMINDER or reminder.message_id not in order:
                continue
            occurrence = session.get_one(Occurrence, reminder.subject_id)
            moves = session.scalars(
                select(Message)
                .join(Registration, Registration.id == Message.subject_id)
                .where(
                    Message.kind == MessageKind.MOVED,
                    Message.subject_type == Subject.REGISTRATION,
                    Message.version == reminder.version,
                    Message.attendee_id == reminder.attendee_id,
                    Registration.webinar_id == occurrence.webinar_id,
                )
            )
            place = order[reminder.message_id]
            wrong += [reminder.id for each in moves if place < order.get(each.message_id, -1)]
        return wrong

    def _places(self, person: int, number: int) -> list[Registration]:
        return [
            each
            for each in self.session.scalars(
                select(Registration).where(
                    Registration.webinar_id == self.webinars[number],
                    Registration.state != RegistrationState.CANCELLED,
                )
            )
            if each.attendee.email == self.people[person]
        ]

    def _change(self, change: Any, webinar: Webinar, *time: Any) -> None:
        try:
            change(self.editor, webinar.key, *time, {}, seen=webinar.schedule_version, now=self.now)
        except WebinarsError:
            db.session.rollback()

    def _next_moment(self) -> datetime:
        session = self.session
        busy = _is_busy(session, self.now)
        moments = [
            session.scalar(question)
            for question in (
                select(func.min(Message.due_at)).where(
                    Message.state == MessageState.QUEUED, Message.due_at > self.now
                ),
                select(func.min(Occurrence.due_at)).where(
                    Occurrence.state == OccurrenceState.PLANNED, Occurrence.due_at > self.now
                ),
                select(func.min(Lease.expires_at)).where(Lease.name.startswith("dead")),
            )
        ]
        later_on = [each for each in moments if each is not None and each > self.now]
        step = timedelta(seconds=30) if busy else timedelta(days=1)
        return min([*later_on, self.now + step])


def _is_busy(session: Session, now: datetime) -> bool:
    """Tell whether anything waits or is under way: then nobody sleeps."""
    due = select(func.count()).where(
        Message.due_at <= now, Message.state.in_((MessageState.QUEUED, MessageState.SENDING))
    )
    return bool(session.scalar(due))


def _forget_everything() -> None:
    db.session.rollback()
    with transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
