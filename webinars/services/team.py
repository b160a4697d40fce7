"""Who works for a host, as its owners arrange it: invited by mail, never without an owner."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Session

from webinars.database.engine import lock_address, transaction
from webinars.errors import NotFoundError
from webinars.models.host import Host
from webinars.models.message import MessageKind
from webinars.models.organiser import Membership, NewOrganiser, Organiser, Role
from webinars.queries.team import get_member
from webinars.settings import current_settings
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.members import (
    find_account,
    find_membership,
    give_role,
    keep_owners,
    lock_owned_host,
    make_account,
    take_role,
    tell_or_forget,
)
from webinars.steps.messages import tell_organiser
from webinars.steps.password_links import mail_new_link
from webinars.text import clean_address
from webinars.tokens import address_hash


class Invited(Enum):
    """What became of an invitation."""

    LINK = "a mail with a link to choose a password is on its way"
    TOLD = "the person had an access already, and is told of the new role"
    MEMBER = "the person works for the host already; nothing has changed"


def invite(
    organiser: Organiser, key: str, person: NewOrganiser, role: Role, *, now: datetime
) -> Invited:
    """Let a person work for a host; twice is like once.

    Whoever has an account keeps name and language of it.

    :raises NotFoundError: when the organiser does not own this host.
    :raises TooManyMailsError: when the address got too many links today.
    """
    with transaction() as session:
        host, actor = lock_owned_host(session, organiser, key), actor_of(organiser)
        email = clean_address(person.email)
        lock_address(session, address_hash(current_settings().address_key, email))
        invited = find_account(session, email)
        if invited is None:
            invited = make_account(session, actor, person, now=now)
        elif find_membership(session, invited, host) is not None:
            return Invited.MEMBER
        give_role(session, actor, invited, host, role, now=now)
        if invited.password is None:
            mail_new_link(session, invited, now=now)
            return Invited.LINK
        tell_organiser(session, MessageKind.ACCESS_CHANGED, invited, now=now)
        return Invited.TOLD


def send_again(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Send somebody who has not chosen a password a new link; the former ones lead nowhere.

    :raises NotFoundError: when nobody of this number waits for it, or the host is not owned.
    :raises TooManyMailsError: when the address got too many links today.
    """
    with transaction() as session:
        _host, member = _held(session, organiser, key, number)
        invited = member.organiser
        if invited.password is not None or not invited.active:
            raise NotFoundError(number)
        mail_new_link(session, invited, now=now)
        subject = ("organiser", invited.id)
        write_audit(
            session, actor_of(organiser), "organiser.invited_again", subject, now=now, host=key
        )


def change_member(
    organiser: Organiser, key: str, number: int, role: Role, *, now: datetime
) -> bool:
    """Give somebody another role and say so by mail; False when it was so already.

    :raises LastOwnerError: when nobody else could decide about the team.
    :raises NotFoundError: when nobody of this number works for a host that the organiser owns.
    """
    with transaction() as session:
        host, member = _held(session, organiser, key, number)
        if role != Role.OWNER:
            keep_owners(session, [member])
        person = member.organiser
        changed = give_role(session, actor_of(organiser), person, host, role, now=now)
        if changed and person.password is not None:
            tell_organiser(session, MessageKind.ACCESS_CHANGED, person, now=now)
        return changed


def remove_member(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Let somebody work for a host no longer, or take an invitation back.

    An account that was never used and works for nobody goes at once; others are told by mail.

    :raises LastOwnerError: when nobody else could decide about the team.
    :raises NotFoundError: when nobody of this number works for a host that the organiser owns.
    """
    with transaction() as session:
        host, member = _held(session, organiser, key, number)
        keep_owners(session, [member])
        person = member.organiser
        take_role(session, actor_of(organiser), person, host, now=now)
        tell_or_forget(session, person, now=now)


def _held(session: Session, organiser: Organiser, key: str, number: int) -> tuple[Host, Membership]:
    host = lock_owned_host(session, organiser, key)
    return host, get_member(host, number)
