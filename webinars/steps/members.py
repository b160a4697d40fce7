"""Accounts and roles of organisers, inside the caller's transaction."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.models.host import Host
from webinars.models.organiser import Membership, NewOrganiser, Organiser, Role
from webinars.steps.audit import write_audit
from webinars.text import clean_address, clean_line


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


def take_role(
    session: Session, actor: str, organiser: Organiser, host: Host, *, now: datetime
) -> bool:
    """Let an organiser work for a host no longer; False when it was so already."""
    found = find_membership(session, organiser, host)
    if found is None:
        return False
    about, details = ("organiser", organiser.id), {"host": host.key, "before": found.role.value}
    organiser.memberships.remove(found)
    if not organiser.memberships:
        organiser.left_at = now
    write_audit(session, actor, "organiser.removed", about, now=now, **details)
    return True
