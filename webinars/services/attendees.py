"""Attendees: what they change about themselves, and their personal link sent again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import lock_address, transaction
from webinars.errors import NotPossibleError
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, Subject
from webinars.models.organisation import OrganisationKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import WebinarState
from webinars.queries.organisations import find_organisation_by_name
from webinars.queries.registrations import get_attendee_by_token, get_registration_of_attendee
from webinars.settings import current_settings
from webinars.steps.address_mails import count_address_mails
from webinars.steps.answers import replace_answers
from webinars.steps.audit import write_audit
from webinars.steps.messages import Recipient, queue_message
from webinars.tokens import address_hash


@dataclass(frozen=True, kw_only=True)
class PersonDetails:
    """What a person changed, cleaned."""

    given_name: str
    family_name: str
    organisation_name: str
    organisation_kind: OrganisationKind
    region: str
    country: str
    language: str
    time_zone: str


def change_details(token: str, details: PersonDetails, *, now: datetime) -> None:
    """Store what the holder of a personal link changed; later mails are in the new language.

    :raises NotFoundError: when the link is not genuine.
    """
    with transaction() as session:
        attendee = get_attendee_by_token(token)
        organisation = find_organisation_by_name(details.organisation_name)
        for name, value in asdict(details).items():
            setattr(attendee, name, value)
        attendee.organisation_id = None if organisation is None else organisation.id
        write_audit(session, "attendee", "attendee.changed", ("attendee", attendee.id), now=now)


def renew_calendar(token: str, *, now: datetime) -> None:
    """Give the person's own calendar a new address; the former one shows nothing any more.

    :raises NotFoundError: when the link is not genuine.
    """
    with transaction() as session:
        attendee = get_attendee_by_token(token)
        attendee.calendar_generation += 1
        write_audit(
            session, "attendee", "attendee.calendar_renewed", ("attendee", attendee.id), now=now
        )


def change_answers(
    token: str, number: int, answers: Mapping[int, Sequence[str]], *, now: datetime
) -> None:
    """Store what a person answers now to the questions of a webinar, in place of all before.

    :param number: of the person's registration.
    :param answers: by number of the question; of others there is none.
    :raises NotFoundError: when the link is not genuine, or the registration somebody else's.
    :raises NotPossibleError: when the webinar has begun, is cancelled, or the person has left it.
    """
    with transaction() as session:
        attendee = get_attendee_by_token(token)
        registration = get_registration_of_attendee(attendee, number)
        if not may_change_answers(registration, now):
            raise NotPossibleError
        replace_answers(session, answers, attendee.id, registration.webinar_id)
        write_audit(session, "attendee", "attendee.changed", ("attendee", attendee.id), now=now)


def may_change_answers(registration: Registration, now: datetime) -> bool:
    """Tell whether the hosts can still make use of other answers: until the webinar starts."""
    webinar = registration.webinar
    live = registration.state != RegistrationState.CANCELLED
    return live and webinar.state == WebinarState.PUBLISHED and webinar.starts_at > now


def ask_for_link(email: str, language: str, *, now: datetime) -> None:
    """Queue the personal link to this address, if an attendee has it.

    The answer and the work are the same for known and unknown addresses: an unknown one gets a
    message too, about nobody, which is dropped before it is written.

    :param language: of the page, for an address that nobody knows.
    """
    settings = current_settings()
    hashed = address_hash(settings.address_key, email)
    with transaction() as session:
        lock_address(session, hashed)
        attendee = session.scalar(select(Attendee).where(Attendee.email == email))
        last = _last_link(session, hashed)
        mails = count_address_mails(session, hashed, now)
        pause = timedelta(seconds=settings.resend_seconds)
        if last is not None and last.created_at + pause > now:
            return
        if mails >= settings.confirmation_mails_per_day:
            return
        queue_message(
            session,
            MessageKind.PERSONAL_LINK,
            Recipient(
                email=email,
                language=attendee.language if attendee else language,
                attendee_id=attendee.id if attendee else None,
            ),
            (Subject.ATTENDEE, attendee.id if attendee else _nobody(hashed)),
            now=now,
            version=1 if last is None else last.version + 1,
            useful_until=now + timedelta(hours=settings.link_hours),
        )


def _last_link(session: Session, hashed: str) -> Message | None:
    return session.scalar(
        select(Message)
        .where(Message.recipient_hash == hashed, Message.kind == MessageKind.PERSONAL_LINK)
        .order_by(Message.version.desc(), Message.id.desc())
        .limit(1)
    )


def _nobody(hashed: str) -> int:
    """Return a number that no row has, another one for each address.

    Two messages about nobody stay apart when their addresses have been blanked.
    """
    return -1 - int(hashed[:7], 16)
