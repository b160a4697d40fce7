"""What the templates of one message get, and the rows that several kinds of message are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from webinars.errors import WebinarsError
from webinars.mail.calendar import Method
from webinars.mail.links import personal_url
from webinars.models.attendee import Attendee
from webinars.models.host import Host
from webinars.models.message import Message
from webinars.models.own_words import WordsKind
from webinars.models.registration import Invitation, Registration
from webinars.models.webinar import Webinar
from webinars.text import clean_line
from webinars.tokens import Purpose


class ComposeError(WebinarsError):
    """A message cannot be written: the row that it is about is gone or says nothing any more."""


@dataclass(frozen=True)
class Told:
    """What a mail about one webinar tells whom, so that teams can say it in own words."""

    kind: WordsKind
    registration: Registration


@dataclass(frozen=True, kw_only=True)
class Content:
    """What the templates of one message get, beside the frame."""

    hosts: Sequence[Host]
    """Of all its webinars, in any order, each once."""
    values: dict[str, Any]
    calendar: tuple[bytes, Method] | None = field(default=None)
    stop_url: str = ""
    """Where the recipient can end mails of this kind, see ``links.stop_url``; empty: nowhere,
    because they are needed.
    """
    stream: str = ""
    """Under which name mail programs list mails of this kind; empty: that of the kind."""
    told: Told | None = None
    """None: always in the words of the service."""


def registration_of(message: Message, session: Session) -> Registration:
    """Return the registration that a message is about; raises ComposeError when it is gone."""
    registration = session.get(
        Registration,
        message.subject_id,
        options=[joinedload(Registration.attendee), joinedload(Registration.webinar)],
    )
    if registration is None:
        raise ComposeError("this registration does not exist any more")
    return registration


def invitation_of(registration: Registration, session: Session) -> Invitation:
    """Return the calendar entry of a registration; raises ComposeError when there is none."""
    invitation = session.scalar(
        select(Invitation).where(
            Invitation.attendee_id == registration.attendee_id,
            Invitation.webinar_id == registration.webinar_id,
        )
    )
    if invitation is None:
        raise ComposeError("this registration has no calendar entry")
    return invitation


def person_values(attendee: Attendee, language: str) -> dict[str, str]:
    """Return whom a mail greets, and the address of their page."""
    page = personal_url(language, Purpose.MY_PAGE, attendee.id, attendee.generation)
    return {"name": clean_line(attendee.full_name), "page_url": page}


def hosts_of_attendee(session: Session, attendee_id: int) -> list[Host]:
    """Return the hosts of a person's webinars; of nobody's registrations: all hosts."""
    webinars = session.scalars(
        select(Webinar)
        .join(Registration, Registration.webinar_id == Webinar.id)
        .where(Registration.attendee_id == attendee_id)
        .order_by(Webinar.id)
        .options(selectinload(Webinar.hosts))
    )
    found = {host.id: host for webinar in webinars for host in webinar.hosts}
    # Whoever has no registration left still belongs to the programme of all hosts.
    return list(found.values()) or list(session.scalars(select(Host).order_by(Host.name, Host.id)))
