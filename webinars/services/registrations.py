"""Registrations: confirming an address takes the seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.database.upsert import insert_missing, insert_or_update
from webinars.errors import LinkExpiredError, NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.consent import ConsentPurpose
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp, SignUpState
from webinars.models.standing import StandingRegistration
from webinars.queries.organisations import find_organisation_by_name
from webinars.queries.registrations import get_attendee_by_token
from webinars.queries.signups import genuine_sign_up
from webinars.settings import current_settings
from webinars.steps.audit import write_audit
from webinars.steps.consents import ConsentGiven, news_text, record_consent, see_news_reader
from webinars.steps.leaving import leave
from webinars.steps.messages import recipient_of
from webinars.steps.registering import register_for_all
from webinars.steps.suppressions import lift_bounces
from webinars.tokens import Purpose, address_hash, derive


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What pressing the button brought."""

    attendee_id: int
    my_page_token: str
    webinars: tuple[int, ...]
    """Numbers of those that were chosen."""
    already: bool
    """The button had been pressed before; nothing changed."""
    refused: tuple[str, ...] = ()
    """Keys of webinars that closed, or filled up without a waiting list, in the meantime."""


def confirm_sign_up(token: str, *, now: datetime) -> Confirmation:
    """Confirm an address: create or update the attendee, take the seats, queue the mails.

    Pressing the button twice is pressing it once.

    :raises NotFoundError: when the link is not genuine or the sign-up is gone.
    :raises LinkExpiredError: when it was not pressed in time.
    """
    with transaction() as session:
        signup = genuine_sign_up(session, token, Purpose.CONFIRM, lock=True)
        if signup.state == SignUpState.CONFIRMED and signup.attendee_id is not None:
            attendee = session.get_one(Attendee, signup.attendee_id)
            return _confirmation(signup, attendee, already=True)
        if signup.expires_at <= now:
            raise LinkExpiredError
        attendee = _attendee(session, signup, now)
        # The link arrived, so the address receives mails, whatever came back before.
        lift_bounces(session, attendee.recipient_hash)
        see_news_reader(session, attendee.recipient_hash, now=now)
        signup.state = SignUpState.CONFIRMED
        signup.confirmed_at = now
        signup.attendee_id = attendee.id
        # Said in the mail and at the button: nobody needs it any more.
        signup.registered_by = ""
        refused = register_for_all(session, signup, attendee, now=now)
        _record_standing(session, signup, attendee)
        _record_news_consents(session, signup, attendee, now)
        write_audit(session, "attendee", "signup.confirmed", ("signup", signup.id), now=now)
        return _confirmation(signup, attendee, already=False, refused=refused)


def cancel_registration(token: str, registration_id: int, *, now: datetime) -> bool:
    """End one registration of the holder of this personal link; ending it twice is ending it once.

    False: it stays, because the webinar is over or cancelled.

    :raises NotFoundError: when the link is not genuine or the registration is somebody else's.
    """
    with transaction() as session:
        own = {each.id: each for each in _own_registrations(session, token)}
        if registration_id not in own:
            raise NotFoundError
        return _leave(session, own[registration_id], now)


def cancel_all(token: str, *, now: datetime) -> bool:
    """End every registration of the holder of this personal link that is still ahead.

    False: nothing that is ahead has ended, neither now nor before.

    :raises NotFoundError: when the link is not genuine.
    """
    with transaction() as session:
        own = _own_registrations(session, token)
        ended = [each for each in own if _leave(session, each, now)]
        return any(each.webinar.ends_at > now for each in ended)


def _own_registrations(session: Session, token: str) -> list[Registration]:
    attendee = get_attendee_by_token(token)
    own = select(Registration).where(Registration.attendee_id == attendee.id)
    # In the order of the webinars' numbers, so that two who cancel never wait for each other.
    return list(session.scalars(own.order_by(Registration.webinar_id, Registration.id)))


def _leave(session: Session, registration: Registration, now: datetime) -> bool:
    """End a registration; False: it stays, because its webinar is over or cancelled."""
    before = registration.cancelled_at
    leave(session, registration, now=now)
    if registration.cancelled_at != before:
        subject = ("registration", registration.id)
        write_audit(session, "attendee", "registration.cancelled", subject, now=now)
        return True
    # Somebody else may have ended it since it was read.
    session.refresh(registration, ["state"])
    return registration.state == RegistrationState.CANCELLED


def _confirmation(
    signup: SignUp, attendee: Attendee, *, already: bool, refused: tuple[str, ...] = ()
) -> Confirmation:
    key = current_settings().link_key
    page = derive(key, Purpose.MY_PAGE, attendee.id, attendee.generation)
    return Confirmation(
        attendee_id=attendee.id,
        my_page_token=page,
        webinars=tuple(webinar.id for webinar in signup.webinars),
        already=already,
        refused=refused,
    )


def _attendee(session: Session, signup: SignUp, now: datetime) -> Attendee:
    organisation = find_organisation_by_name(signup.organisation_name)
    values = {
        "email": signup.email,
        "recipient_hash": address_hash(current_settings().address_key, signup.email),
        "given_name": signup.given_name,
        "family_name": signup.family_name,
        "organisation_name": signup.organisation_name,
        "organisation_id": None if organisation is None else organisation.id,
        "organisation_kind": signup.organisation_kind,
        "region": signup.region,
        "country": signup.country,
        "language": signup.language,
        "time_zone": signup.time_zone,
        "role": "",
        "generation": 1,
        "created_at": now,
    }
    keep: tuple[str, ...] = ("role", "generation", "created_at")
    if signup.added_by_id is not None or signup.registered_by:
        # What people told themselves outweighs what others wrote about them.
        keep = tuple(name for name in values if name != "recipient_hash")
    attendee_id = insert_or_update(session, Attendee, values, ("email",), keep)
    return session.get_one(Attendee, attendee_id, populate_existing=True)


def _record_standing(session: Session, signup: SignUp, attendee: Attendee) -> None:
    for series in signup.standing_series:
        values = {
            "series_id": series.id,
            "attendee_id": attendee.id,
            "created_at": signup.created_at,
        }
        insert_missing(session, StandingRegistration, values)


def _record_news_consents(
    session: Session, signup: SignUp, attendee: Attendee, now: datetime
) -> None:
    for host in signup.news_hosts:
        given = ConsentGiven(
            purpose=ConsentPurpose.NEWS,
            host_id=host.id,
            text=news_text(host.name, signup.form_language),
            language=signup.form_language,
            form="registration",
            given_at=signup.created_at,
        )
        record_consent(session, recipient_of(attendee), given, now=now)
