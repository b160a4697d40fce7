"""Who works for which host: accounts and roles, as operators arrange them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import NotFoundError
from webinars.mail.links import personal_url
from webinars.models.host import Host
from webinars.models.organiser import (
    Membership,
    NewOrganiser,
    Organiser,
    OrganiserSession,
    Role,
)
from webinars.queries.links import LINK_GENERATION
from webinars.settings import current_settings
from webinars.steps.audit import write_audit
from webinars.steps.members import (
    find_account,
    find_membership,
    give_role,
    hold_owned,
    keep_owners,
    make_account,
    take_role,
)
from webinars.steps.passkeys import forget_passkeys
from webinars.steps.password_links import kill_links, mail_link, make_link
from webinars.steps.recovery_codes import forget_codes
from webinars.text import clean_address
from webinars.tokens import Purpose

OPERATOR = "operator"


@dataclass(frozen=True, kw_only=True)
class Added:
    """What adding an organiser did."""

    created: bool
    """Whether there was no account of this address before."""
    role_changed: bool
    mailed: bool
    """Whether a mail with a link to choose a password is on its way because of it."""


def add_organiser(
    person: NewOrganiser, host_key: str, role: Role, *, now: datetime, password: str | None = None
) -> Added:
    """Give a person a role at a host, with an account if there is none; twice is like once.

    Whoever has no password gets a mail to choose one, when the account is made.

    :param password: its hash, for an account that is to be used at once; no mail is sent then.
    :raises LastOwnerError: when nobody else could decide about the team.
    :raises NotFoundError: when there is no such host.
    """
    with transaction() as session:
        host = _host(session, host_key)
        organiser = find_account(session, person.email)
        created = organiser is None
        if organiser is None:
            organiser = make_account(session, OPERATOR, person, now=now)
        if password is not None and organiser.password is None:
            organiser.password = password
        _keep_owner(session, organiser, host, role)
        role_changed = give_role(session, OPERATOR, organiser, host, role, now=now)
        mailed = created and password is None
        if mailed:
            minutes = current_settings().link_hours * 60
            link = make_link(session, organiser, now=now, minutes=minutes)
            mail_link(session, link, organiser.email, organiser.language, now=now)
    return Added(created=created, role_changed=role_changed, mailed=mailed)


def change_role(email: str, host_key: str, role: Role, *, now: datetime) -> bool:
    """Give an organiser another role at a host; False when it was so already.

    :raises LastOwnerError: when nobody else could decide about the team.
    :raises NotFoundError: when there is no such account or host.
    """
    with transaction() as session:
        host, organiser = _host(session, host_key), _get(session, email)
        _keep_owner(session, organiser, host, role)
        return give_role(session, OPERATOR, organiser, host, role, now=now)


def remove_role(email: str, host_key: str, *, now: datetime) -> bool:
    """Let an organiser work for a host no longer; False when it was so already.

    :raises LastOwnerError: when nobody else could decide about the team.
    :raises NotFoundError: when there is no such account or host.
    """
    with transaction() as session:
        host, organiser = _host(session, host_key), _get(session, email)
        _keep_owner(session, organiser, host, None)
        return take_role(session, OPERATOR, organiser, host, now=now)


def deactivate(email: str, *, now: datetime) -> bool:
    """Let nobody sign in with this account, end its sessions; False when it was so already.

    :raises LastOwnerError: when hosts would be left without anybody who decides about their team.
    :raises NotFoundError: when there is no such account.
    """
    with transaction() as session:
        known = select(Organiser.id).where(Organiser.email == clean_address(email))
        owned = hold_owned(session, session.scalar(known))
        organiser = _get(session, email)
        _refuse_last(session, organiser, owned)
        changed, organiser.active = organiser.active, False
        kill_links(session, organiser.id)
        session.execute(
            delete(OrganiserSession)
            .where(OrganiserSession.organiser_id == organiser.id)
            .execution_options(synchronize_session=False)
        )
        if changed:
            about = ("organiser", organiser.id)
            write_audit(session, OPERATOR, "organiser.deactivated", about, now=now)
        return changed


def activate(email: str, *, now: datetime) -> bool:
    """Let an account be used again; False when it was so already."""
    with transaction() as session:
        organiser = _get(session, email)
        changed, organiser.active = not organiser.active, True
        if changed:
            about = ("organiser", organiser.id)
            write_audit(session, OPERATOR, "organiser.activated", about, now=now)
        return changed


def drop_second_factor(email: str, *, now: datetime) -> bool:
    """Ask for the password only, because the telephone is lost; False when it was so already.

    Its passkeys go too.
    """
    with transaction() as session:
        organiser = _get(session, email)
        passkeys = forget_passkeys(session, organiser.id)
        changed = organiser.second_factor is not None or passkeys > 0
        organiser.second_factor = None
        organiser.second_factor_secret = None
        organiser.second_factor_counter = None
        forget_codes(session, organiser.id)
        if changed:
            about = ("organiser", organiser.id)
            write_audit(session, OPERATOR, "second_factor.off", about, now=now)
        return changed


def link_for(email: str, *, now: datetime) -> tuple[str, datetime]:
    """Return a new link to choose a password, and until when it is valid; no mail is sent.

    :raises NotFoundError: when there is no such account, or it is inactive.
    """
    with transaction() as session:
        organiser = _get(session, email)
        if not organiser.active:
            raise NotFoundError(email)
        minutes = current_settings().password_link_minutes
        link = make_link(session, organiser, now=now, minutes=minutes)
        write_audit(session, OPERATOR, "password_link.made", ("organiser", organiser.id), now=now)
        address = personal_url(organiser.language, Purpose.SET_PASSWORD, link.id, LINK_GENERATION)
        return address, link.expires_at


def _get(session: Session, email: str) -> Organiser:
    found = find_account(session, email)
    if found is None:
        raise NotFoundError(email)
    return found


def _host(session: Session, key: str) -> Host:
    # Held before the account, as where owners change a team: neither then waits for the other.
    found = session.scalar(select(Host).where(Host.key == key).with_for_update(key_share=True))
    if found is None:
        raise NotFoundError(key)
    return found


def _keep_owner(session: Session, organiser: Organiser, host: Host, role: Role | None) -> None:
    found = find_membership(session, organiser, host)
    if found is not None and role != Role.OWNER:
        _refuse_last(session, organiser, [found])


def _refuse_last(session: Session, organiser: Organiser, leaving: list[Membership]) -> None:
    # Whoever could decide nothing is no loss: a mistyped address must be taken back at once.
    if organiser.active and organiser.password is not None:
        keep_owners(session, leaving)
