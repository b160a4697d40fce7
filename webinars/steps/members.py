"""Accounts and roles of organisers, inside the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webinars.errors import LastOwnerError
from webinars.models.host import Host
from webinars.models.message import MessageKind, Subject
from webinars.models.organiser import Membership, NewOrganiser, Organiser, PasswordLink, Role
from webinars.queries.memberships import get_host_of
from webinars.steps.audit import write_audit
from webinars.steps.message_drops import drop_messages
from webinars.steps.messages import tell_organiser
from webinars.steps.password_links import kill_links
from webinars.text import clean_address, clean_line


def lock_owned_host(session: Session, organiser: Organiser, key: str) -> Host:
    """Return a host whose team the organiser decides about, held until the transaction ends.

    :raises NotFoundError: when the organiser does not own this host.
    """
    host = get_host_of(organiser, key, Role.OWNER)
    # One change of a team after the other, or two owners could make each other the last.
    session.execute(select(Host.id).where(Host.id == host.id).with_for_update(key_share=True))
    return get_host_of(organiser, key, Role.OWNER)


def find_account(session: Session, email: str) -> Organiser | None:
    """Return the account of an address, held until the transaction ends; inactive ones too."""
    statement = select(Organiser).where(Organiser.email == clean_address(email))
    return session.scalar(statement.with_for_update())


def make_account(session: Session, actor: str, person: NewOrganiser, *, now: datetime) -> Organiser:
    """Make an account that has no password yet and works for nobody."""
    organiser = Organiser(
        email=clean_address(person.email),
        name=clean_line(person.name),
        language=person.language,
        active=True,
        uniquifier=uuid.uuid4().hex,
        created_at=now,
    )
    session.add(organiser)
    session.flush()
    write_audit(session, actor, "organiser.added", ("organiser", organiser.id), now=now)
    return organiser


def find_membership(session: Session, organiser: Organiser, host: Host) -> Membership | None:
    """Return the role of an organiser at a host."""
    return session.scalar(
        select(Membership).where(
            Membership.organiser_id == organiser.id, Membership.host_id == host.id
        )
    )


def give_role(
    session: Session, actor: str, organiser: Organiser, host: Host, role: Role, *, now: datetime
) -> bool:
    """Give an organiser this role at a host, instead of any other; False when it was so already."""
    found = find_membership(session, organiser, host)
    if found is not None and found.role == role:
        return False
    before = None if found is None else found.role.value
    if found is None:
        organiser.memberships.append(Membership(host=host, role=role))
    else:
        found.role = role
    organiser.left_at = None
    about = ("organiser", organiser.id)
    details = {"host": host.key, "role": role.value, "before": before}
    write_audit(session, actor, "organiser.role", about, now=now, **details)
    return True


def keep_owners(session: Session, leaving: Sequence[Membership]) -> None:
    """Make sure that somebody else can decide about the team of each of these roles' hosts.

    :param leaving: roles at hosts that are held until the transaction ends.
    :raises LastOwnerError: with the hosts where nobody else could.
    """
    left = [each.host.key for each in leaving if _is_last_owner(session, each)]
    if left:
        raise LastOwnerError(left)


def _is_last_owner(session: Session, leaving: Membership) -> bool:
    others = exists().where(
        Membership.host_id == leaving.host_id,
        Membership.role == Role.OWNER,
        Membership.id != leaving.id,
        Organiser.id == Membership.organiser_id,
        Organiser.active,
        Organiser.password.is_not(None),
    )
    return leaving.role == Role.OWNER and not session.scalar(select(others))


def hold_owned(session: Session, organiser_id: int | None) -> list[Membership]:
    """Return the roles of an owner; their hosts are held until the transaction ends."""
    # In the order of the hosts, and before anything else is held, like changes of a team.
    owned = (
        select(Membership)
        .join(Membership.host)
        .where(Membership.organiser_id == organiser_id, Membership.role == Role.OWNER)
        .order_by(Host.id)
        .with_for_update(of=Host, key_share=True)
    )
    return list(session.scalars(owned))


def take_role(
    session: Session, actor: str, organiser: Organiser, host: Host, *, now: datetime
) -> bool:
    """Let an organiser work for a host no longer; False when it was so already."""
    found = find_membership(session, organiser, host)
    if found is None:
        return False
    about, details = ("organiser", organiser.id), {"host": host.key, "before": found.role.value}
    organiser.memberships.remove(found)
    if not organiser.works:
        organiser.left_at = now
    write_audit(session, actor, "organiser.removed", about, now=now, **details)
    return True


def tell_or_forget(session: Session, organiser: Organiser, *, now: datetime) -> None:
    """Say by mail what is left after something was taken away.

    An account that was never used and works for nobody goes at once, with its links.
    """
    session.flush()
    session.refresh(organiser, with_for_update=True)
    if organiser.password is not None:
        tell_organiser(session, MessageKind.ACCESS_CHANGED, organiser, now=now)
    elif not organiser.works:
        links = select(PasswordLink.id).where(PasswordLink.organiser_id == organiser.id)
        drop_messages(session, Subject.PASSWORD_LINK, session.scalars(links).all(), now=now)
        kill_links(session, organiser.id)
        session.delete(organiser)
