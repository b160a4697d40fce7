"""Passwords and second factors of organisers; what is stored is hashed or encrypted before."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.database.engine import lock_address, transaction
from webinars.errors import LinkExpiredError, NotFoundError
from webinars.models.message import MessageKind
from webinars.models.organiser import Organiser, OrganiserSession, PasswordLink
from webinars.queries.organisers import genuine_link, leads_on
from webinars.settings import current_settings
from webinars.steps.audit import write_audit
from webinars.steps.messages import tell_organiser
from webinars.steps.password_links import are_too_many, kill_links, mail_link, make_link
from webinars.steps.recovery_codes import forget_codes
from webinars.text import clean_address
from webinars.tokens import address_hash, hash_of

AUTHENTICATOR = "authenticator"
"""Value of ``Organiser.second_factor`` while codes are asked for."""


def ask_for_link(email: str, language: str, *, now: datetime) -> None:
    """Send a link to choose a new password, if the address is an organiser's.

    The same statements and rows whether it is or not, so that nobody learns which (T17).

    :param language: of the page; an organiser is written to in the own language.
    """
    address = clean_address(email)
    with transaction() as session:
        lock_address(session, address_hash(current_settings().address_key, address))
        organiser = session.scalar(select(Organiser).where(Organiser.email == address))
        if are_too_many(session, address, now=now):
            return
        minutes = current_settings().password_link_minutes
        link = make_link(session, organiser, now=now, minutes=minutes)
        spoken = language if organiser is None else organiser.language
        mail_link(session, link, address, spoken, now=now)


def set_password_by_link(token: str, password: str, *, now: datetime) -> Organiser:
    """Set the password of the organiser whom a link was sent to; the link is used up by it.

    :param password: its hash.
    :raises LinkExpiredError: when the link was used or replaced, or its time is over.
    :raises NotFoundError: when the link was not made by us.
    """
    with transaction() as session:
        link = genuine_link(session, token)
        if link is None or link.organiser is None or not leads_on(link, now):
            raise LinkExpiredError
        used = delete(PasswordLink).where(PasswordLink.id == link.id)
        if not count_changed(session, used):
            raise LinkExpiredError
        _change(session, link.organiser, password, now=now)
        return link.organiser


def change_password(organiser_id: int, password: str, *, keep: str | None, now: datetime) -> None:
    """Set a password; every session but one ends.

    :param password: its hash.
    :param keep: token of the session that stays; None: none.
    """
    with transaction() as session:
        _change(session, _locked(session, organiser_id), password, now=now, keep=keep)


def renew_hash(organiser_id: int, before: str, password: str) -> None:
    """Store the same password hashed in a newer way, unless it was changed meanwhile."""
    with transaction() as session:
        session.execute(
            update(Organiser)
            .where(Organiser.id == organiser_id, Organiser.password == before)
            .values(password=password)
            .execution_options(synchronize_session=False)
        )


def switch_on_second_factor(
    organiser_id: int, secret: str, counter: int, *, keep: str | None, now: datetime
) -> None:
    """Ask for codes of this authenticator from now on; every session but one ends.

    :param secret: encrypted.
    :param counter: number of the code that proved it, which is thereby used.
    """
    with transaction() as session:
        organiser = _locked(session, organiser_id)
        organiser.second_factor = AUTHENTICATOR
        organiser.second_factor_secret = secret
        organiser.second_factor_counter = counter
        _end_sessions(session, organiser_id, keep)
        about = ("organiser", organiser_id)
        write_audit(session, "organiser", "second_factor.on", about, now=now)


def switch_off_second_factor(organiser_id: int, *, actor: str, now: datetime) -> None:
    """Ask for the password only from now on."""
    with transaction() as session:
        organiser = _locked(session, organiser_id)
        organiser.second_factor = None
        organiser.second_factor_secret = None
        organiser.second_factor_counter = None
        forget_codes(session, organiser_id)
        write_audit(session, actor, "second_factor.off", ("organiser", organiser_id), now=now)


def use_code(organiser_id: int, counter: int) -> bool:
    """Claim the code of this number; False when it or a later one was used (RFC 6238, 5.2)."""
    with transaction() as session:
        statement = (
            update(Organiser)
            .where(
                Organiser.id == organiser_id,
                or_(
                    Organiser.second_factor_counter.is_(None),
                    Organiser.second_factor_counter < counter,
                ),
            )
            .values(second_factor_counter=counter)
        )
        return count_changed(session, statement) == 1


def _locked(session: Session, organiser_id: int) -> Organiser:
    organiser = session.get(Organiser, organiser_id, with_for_update=True)
    if organiser is None:
        raise NotFoundError(organiser_id)
    return organiser


def _change(
    session: Session, organiser: Organiser, password: str, *, now: datetime, keep: str | None = None
) -> None:
    organiser.password = password
    organiser.uniquifier = uuid.uuid4().hex
    kill_links(session, organiser.id)
    _end_sessions(session, organiser.id, keep)
    tell_organiser(session, MessageKind.PASSWORD_CHANGED, organiser, now=now)
    write_audit(session, "organiser", "password.changed", ("organiser", organiser.id), now=now)


def _end_sessions(session: Session, organiser_id: int, keep: str | None) -> None:
    ending = delete(OrganiserSession).where(OrganiserSession.organiser_id == organiser_id)
    if keep is not None:
        ending = ending.where(OrganiserSession.token_hash != hash_of(keep))
    session.execute(ending.execution_options(synchronize_session=False))
