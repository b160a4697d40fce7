"""A person with rows in every table, and values in them that can be recognised anywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Enum, LargeBinary, String, select, update
from sqlalchemy.orm import Session

from tests import factories
from tests.support.address_changes import make_address_change
from tests.support.long_works import make_long_work
from tests.support.news import make_news_reader
from tests.support.notes import make_note
from tests.support.organisers import make_organiser, make_passkey, make_support_office
from tests.support.questions import make_answer, make_question
from tests.support.reminders import make_attendance, make_reminder_objection, make_suppression
from tests.support.saving import together
from tests.support.speakers import make_speaker_desk
from tests.support.standing import make_standing
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind, MessageState, Subject
from webinars.models.organiser import Role
from webinars.models.registration import RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.rights import list_personal_tables, marks

CLUES = {"email", "recipient", "person_hash", "recipient_hash"}
"""Columns that tell whose a row is; they keep their values."""


class Canaries:
    """A value for each marked column that can be recognised anywhere."""

    def __init__(self) -> None:
        """Begin counting."""
        self.number = 0
        self.texts: set[str] = set()
        self.instants: set[datetime] = set()

    def for_column(self, column: Column[Any]) -> Any:
        """Return a value that fits the column, or None for a foreign key."""
        self.number += 1
        if column.foreign_keys:
            return None
        if isinstance(column.type, Enum):
            return list(column.type.enums)[-1]
        if isinstance(column.type, JSON):
            return {"1": [self._text(60)]}
        if isinstance(column.type, LargeBinary):
            return self._text(60).encode()
        if isinstance(column.type, String):
            return self._text(column.type.length or 60)
        instant = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(days=self.number)
        self.instants.add(instant)
        return instant

    def _text(self, length: int) -> str:
        if length < 8:
            return "zz"[:length]
        text = f"canary{self.number:02}{'x' * 100}"[: min(length, 30)]
        self.texts.add(text)
        return text


def make_person(
    session: Session, address: str, given: str, family: str
) -> tuple[Attendee, Webinar]:
    """Make a person with rows in every table about people, and messages in every state."""
    with together(session):
        return _make_person(session, address, given, family)


def _make_person(
    session: Session, address: str, given: str, family: str
) -> tuple[Attendee, Webinar]:
    webinar = factories.make_webinar(session, capacity=3)
    attendee = factories.make_attendee(
        session,
        email=address,
        given_name=given,
        family_name=family,
        organisation=factories.make_organisation(session),
    )
    registration = factories.make_registration(session, webinar=webinar, attendee=attendee)
    factories.make_registration(session, attendee=attendee, state=RegistrationState.WAITING)
    factories.make_invitation(session, registration)
    factories.make_consent(session, attendee)
    make_attendance(session, registration)
    make_note(session, webinar.hosts[0], webinar, registration)
    make_answer(session, attendee, make_question(session, webinar=webinar))
    make_reminder_objection(session, attendee)
    make_address_change(session, attendee)
    make_standing(session, attendee, webinar.series)
    make_suppression(session, address)
    make_speaker_desk(session, webinar=webinar, email=address)
    make_news_reader(session, webinar.hosts[0], address)
    organiser = make_organiser(
        session, {webinar.hosts[0]: Role.VIEWER}, email=address, name=f"{given} {family}"
    )
    host = webinar.hosts[0]
    make_support_office(session, organiser, host, webinar.series, host.region)
    make_passkey(session, organiser, used_at=factories.NOW)
    make_long_work(session, webinar, organiser, email=address)
    hosts = list(factories.make_hosts(session))
    signup = factories.make_signup(
        session,
        email=address,
        given_name=given,
        family_name=family,
        webinars=[webinar],
        standing_series=[webinar.series],
        news_hosts=hosts[:1],
    )
    for state in MessageState:
        factories.make_message(
            session,
            kind=MessageKind.REGISTERED,
            recipient=address,
            subject_id=signup.id,
            state=state,
            version=list(MessageState).index(state) + 1,
            body=f"To: {address}\r\n\r\nHello {given} {family}".encode(),
            title=f"Hello {given}",
        )
    factories.make_message(
        session,
        recipient=address,
        attendee_id=attendee.id,
        subject_id=registration.id,
        subject_type=Subject.REGISTRATION,
        kind=MessageKind.INVITATION,
    )
    return attendee, webinar


def fill_with_canaries(session: Session) -> Canaries:
    """Overwrite every marked column of every row."""
    canaries = Canaries()
    for table in list_personal_tables():
        rows = session.execute(select(table)).mappings().all()
        for row in rows:
            values = {
                name: canaries.for_column(table.c[name])
                for name in marks(table)
                if name not in CLUES
            }
            if table.name == "registrations":
                values.pop("state")
            kept = {name: value for name, value in values.items() if value is not None}
            if kept:
                session.execute(update(table).where(table.c.id == row["id"]).values(kept))
    session.commit()
    return canaries
