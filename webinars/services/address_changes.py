"""Using another e-mail address: both mailboxes confirm, so that nobody is moved unknowingly.

Where a team corrects a mistake, nobody may read the former mailbox: it is told, the new confirms.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import and_, case, exists, or_, select, update
from sqlalchemy.orm import Session, contains_eager

from webinars.database.carrying import release
from webinars.database.engine import lock_address, transaction
from webinars.errors import NotPossibleError
from webinars.models.address_change import AddressChange
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind, MessageState, Phase, Subject
from webinars.models.organiser import Organiser
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.additions import own_host
from webinars.queries.address_changes import find_correction, get_address_change
from webinars.queries.people import get_registration_of, is_known_elsewhere
from webinars.queries.registrations import get_attendee_by_token
from webinars.settings import current_settings
from webinars.steps.address_mails import ask_new_mailbox, claim_former, open_change
from webinars.steps.audit import audit_registration, write_audit
from webinars.steps.consents import move_consents
from webinars.steps.invitations import issue_invitation
from webinars.steps.messages import Recipient, queue_message, recipient_of
from webinars.tokens import Purpose, address_hash


class Progress(Enum):
    """How far a change has come."""

    HALF = "the other mailbox has still to confirm"
    DONE = "the new address holds"
    TAKEN = "somebody is registered with the new address: nothing changes"


def ask_for_change(token: str, email: str, *, now: datetime) -> None:
    """Ask both mailboxes, in place of all earlier wishes of this person.

    It is the same for a new address that somebody else has: only its own mailbox hears of it. One
    that has been written to often enough today gets no mail.

    :param token: of the personal link.
    :param email: the new address, cleaned; not the present one.
    :raises NotFoundError: when the link is not genuine.
    """
    with transaction() as session:
        attendee = get_attendee_by_token(token)
        change = open_change(session, attendee, email, now=now)
        queue_message(
            session,
            MessageKind.CONFIRM_OLD_ADDRESS,
            recipient_of(attendee),
            (Subject.ADDRESS_CHANGE, change.id),
            now=now,
            useful_until=change.expires_at,
        )
        ask_new_mailbox(session, change, now=now)


def correct_address(
    organiser: Organiser, key: str, registration_id: int, email: str, *, now: datetime
) -> None:
    """Ask a new mailbox whether it is that of a registered person, and tell the one used so far.

    :param email: the new address, cleaned; not the present one.
    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    :raises NotPossibleError: when the person has registered with other hosts, whose data would go
        to the new mailbox as well.
    """
    with transaction() as session:
        registration = get_registration_of(organiser, key, registration_id)
        attendee, host = registration.attendee, own_host(organiser, registration.webinar)
        if is_known_elsewhere(organiser, attendee):
            raise NotPossibleError
        present = find_correction(organiser, attendee, now)
        if present is not None and present.email == email:
            return
        change = open_change(session, attendee, email, now=now, corrected_by=host.id)
        queue_message(
            session,
            MessageKind.ADDRESS_CORRECTED,
            # About nobody: it must not follow the person to the new address.
            Recipient(email=attendee.email, language=attendee.language),
            (Subject.ATTENDEE, attendee.id),
            now=now,
            version=change.id,
        )
        ask_new_mailbox(session, change, now=now)
        audit_registration(session, organiser, "address.corrected", registration, now=now)


def confirm_change(token: str, purpose: Purpose, *, now: datetime) -> Progress:
    """Confirm for one of the two mailboxes; with the second the new address holds.

    Then all personal links so far are over; a new one goes to the new address, and the calendar
    entries with theirs.

    :param purpose: NEW_ADDRESS or OLD_ADDRESS.
    :raises NotFoundError: when the link is not genuine, used up, replaced or too old.
    """
    with transaction() as session:
        change = get_address_change(token, purpose, now)
        lock_address(session, address_hash(current_settings().address_key, change.email))
        session.refresh(change, with_for_update=True)
        if purpose == Purpose.NEW_ADDRESS:
            change.confirmed_new_at = change.confirmed_new_at or now
        else:
            change.confirmed_old_at = change.confirmed_old_at or now
        if change.confirmed_new_at is None or (
            change.corrected_by_id is None and change.confirmed_old_at is None
        ):
            return Progress.HALF
        taken = session.scalar(select(exists().where(Attendee.email == change.email)))
        if not taken:
            _move(session, change, now)
        session.delete(change)
        return Progress.TAKEN if taken else Progress.DONE


def _move(session: Session, change: AddressChange, now: datetime) -> None:
    attendee = change.attendee
    email, former = attendee.email, attendee.recipient_hash
    hashed = address_hash(current_settings().address_key, change.email)
    move_consents(session, former, replace(recipient_of(attendee), email=change.email))
    attendee.email, attendee.recipient_hash = change.email, hashed
    attendee.generation += 1
    attendee.calendar_generation += 1
    _move_messages(session, attendee, former)
    claim_former(session, attendee.id, email, former)
    queue_message(
        session,
        MessageKind.PERSONAL_LINK,
        Recipient(email=change.email, language=attendee.language, attendee_id=attendee.id),
        (Subject.ATTENDEE, attendee.id),
        now=now,
        version=attendee.generation,
    )
    _send_entries(session, attendee, now)
    about = ("attendee", attendee.id)
    write_audit(session, "attendee", "attendee.address_changed", about, now=now)


def _move_messages(session: Session, attendee: Attendee, former: str) -> None:
    """Write anew what has not left: the body names the address, and its links are over.

    :param former: keyed hash of the address so far.
    """
    mine = (
        Message.attendee_id == attendee.id,
        Message.recipient_hash == former,
        Message.subject_type != Subject.ADDRESS_CHANGE,
    )
    # With what they carry, in the order in which senders hold both.
    held = select(Message.id).where(*mine, or_(_NOT_LEFT, Message.carrier_id.is_not(None)))
    session.execute(held.order_by(Message.id).with_for_update()).all()
    written = select(Message.id).where(*mine, _NOT_LEFT, Message.body.is_not(None))
    for carrier_id in session.scalars(written).all():
        release(session, carrier_id)
    address = {"recipient": attendee.email, "recipient_hash": attendee.recipient_hash}
    session.execute(
        update(Message)
        .where(*mine, _NOT_LEFT)
        .values(**address, **_WRITTEN_ANEW)
        .execution_options(synchronize_session=False)
    )


_SENDING = Message.state == MessageState.SENDING
_NOT_LEFT = or_(Message.state == MessageState.QUEUED, and_(_SENDING, Message.phase == Phase.NONE))
_WRITTEN_ANEW: dict[str, Any] = {
    "state": MessageState.QUEUED,
    "body": None,
    "title": "",
    # A sender that holds one loses it: raising the attempt makes its later writes miss.
    "attempt": case((_SENDING, Message.attempt + 1), else_=Message.attempt),
    "owner": None,
}


def _send_entries(session: Session, attendee: Attendee, now: datetime) -> None:
    """Send the calendar entries anew: the links in those so far are over."""
    coming = (
        select(Registration)
        .join(Registration.webinar)
        .where(
            Registration.attendee_id == attendee.id,
            Registration.state == RegistrationState.CONFIRMED,
            Webinar.state == WebinarState.PUBLISHED,
            Webinar.ends_at > now,
        )
        .order_by(Registration.webinar_id)
    )
    for each in session.scalars(coming.options(contains_eager(Registration.webinar))).all():
        issue_invitation(session, attendee.id, each.webinar_id)
        queue_message(
            session,
            MessageKind.INVITATION,
            recipient_of(attendee),
            (Subject.REGISTRATION, each.id),
            now=now,
            version=each.webinar.schedule_version,
            useful_until=each.webinar.ends_at,
        )
