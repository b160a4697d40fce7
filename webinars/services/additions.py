"""Adding people by hand: they confirm by their own link before they hold anything."""

from __future__ import annotations

from datetime import datetime

from webinars.database.engine import lock_address, transaction
from webinars.errors import AlreadyAddedError, NotFoundError, SignUpRefusedError, SuppressedError
from webinars.models.organiser import Organiser, Role
from webinars.queries.additions import get_added, is_added, own_host
from webinars.queries.memberships import get_webinar_of
from webinars.queries.suppressions import find_suppression
from webinars.rules.webinar_states import is_open_for_registration
from webinars.steps.additions import add_to_webinar
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.sign_ups import (
    SignUpDetails,
    delete_sign_up,
    find_sign_up,
    hash_of_address,
    send_again,
)


def add_person(
    organiser: Organiser, key: str, details: SignUpDetails, nonce: str, *, now: datetime
) -> int:
    """Keep a wish for somebody else and ask that person to confirm; return the sign-up's id.

    :param nonce: made with the form; the same form sent again adds the same person once.
    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    :raises SignUpRefusedError: when the webinar is not open; nothing is stored.
    :raises AlreadyAddedError: when the person was added before and has still to confirm.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        lock_address(session, hash_of_address(details.email))
        sent = find_sign_up(session, nonce)
        if sent is not None:
            return sent
        if not is_open_for_registration(webinar, now):
            raise SignUpRefusedError([key])
        host = own_host(organiser, webinar)
        if is_added(host, webinar, details.email):
            raise AlreadyAddedError(key)
        return add_to_webinar(session, organiser, host, webinar, details, nonce, now=now)


def ask_again(organiser: Organiser, key: str, signup_id: int, *, now: datetime) -> int:
    """Ask an added person once more to confirm; return the seconds to wait before that is possible.

    :raises NotFoundError: when nobody has been added there who has still to confirm, or nobody can
        register there any more.
    :raises SuppressedError: when the address gets no mails any more.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        if not is_open_for_registration(webinar, now):
            raise NotFoundError(key)
        signup = get_added(organiser, webinar, signup_id)
        if find_suppression(hash_of_address(signup.email)) is not None:
            raise SuppressedError(key)
        return send_again(session, signup, now=now)


def withdraw_addition(organiser: Organiser, key: str, signup_id: int, *, now: datetime) -> str:
    """Delete the entry of an added person who has not confirmed; return the person's name.

    :raises NotFoundError: when nobody has been added there who has still to confirm.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        signup = get_added(organiser, webinar, signup_id)
        name, subject = f"{signup.given_name} {signup.family_name}", ("signup", signup.id)
        delete_sign_up(session, signup, now=now)
        actor = actor_of(organiser)
        write_audit(session, actor, "person.withdrawn", subject, now=now, webinar=webinar.id)
        return name
