"""What the messages to the hosts' teams say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from webinars.formats import moment
from webinars.languages import pick
from webinars.mail.content import ComposeError, Content
from webinars.mail.links import page_url, personal_url
from webinars.models.host import Host
from webinars.models.message import Message
from webinars.models.organiser import Membership, Organiser, PasswordLink, SupportOffice
from webinars.queries.links import LINK_GENERATION
from webinars.queries.organisers import count_recovery_codes
from webinars.steps.accounts import LEFT_DAYS
from webinars.text import clean_line
from webinars.tokens import Purpose


def set_password(message: Message, session: Session, _now: datetime) -> Content:
    """Return the link to choose a password."""
    link = session.get(PasswordLink, message.subject_id)
    if link is None or link.organiser is None:
        raise ComposeError("this link was used or replaced")
    organiser, hosts = link.organiser, hosts_of(session, link.organiser)
    return Content(
        hosts=hosts,
        values={
            "name": clean_line(organiser.name),
            "first": organiser.password is None,
            "link_url": personal_url(
                message.language, Purpose.SET_PASSWORD, link.id, LINK_GENERATION
            ),
            "valid_until": moment(link.expires_at, _zone(hosts), message.language),
        },
    )


def password_changed(message: Message, session: Session, _now: datetime) -> Content:
    """Return the notice that a password was changed."""
    organiser = session.get(Organiser, message.subject_id)
    if organiser is None:
        raise ComposeError("this account does not exist any more")
    hosts = hosts_of(session, organiser)
    return Content(
        hosts=hosts,
        values={
            "name": clean_line(organiser.name),
            "when": moment(message.created_at, _zone(hosts), message.language),
            "forgotten_url": page_url(message.language, "organiser", "forgotten-password"),
        },
    )


def recovery_code_used(message: Message, session: Session, _now: datetime) -> Content:
    """Return the notice that somebody signed in with a recovery code."""
    return _about_access(message, session, lambda one: {"left": count_recovery_codes(one)})


def passkey_added(message: Message, session: Session, _now: datetime) -> Content:
    """Return the notice that a passkey opens the account from now on."""
    return _about_access(message, session, lambda _one: {})


def _about_access(
    message: Message, session: Session, more: Callable[[Organiser], Mapping[str, object]]
) -> Content:
    organiser = session.get(Organiser, message.subject_id)
    if organiser is None:
        raise ComposeError("this account does not exist any more")
    hosts = hosts_of(session, organiser)
    return Content(
        hosts=hosts,
        values={
            "name": clean_line(organiser.name),
            "when": moment(message.created_at, _zone(hosts), message.language),
            "account_url": page_url(message.language, "organiser", "account"),
            **more(organiser),
        },
    )


def access_changed(message: Message, session: Session, _now: datetime) -> Content:
    """Return the notice of what an organiser may do from now on."""
    organiser = session.get(Organiser, message.subject_id)
    if organiser is None:
        raise ComposeError("this account does not exist any more")
    roles = session.execute(
        select(Host.name, Membership.role)
        .join(Membership, Membership.host_id == Host.id)
        .where(Membership.organiser_id == organiser.id)
        .order_by(Host.name, Host.id)
    )
    return Content(
        hosts=hosts_of(session, organiser),
        values={
            "name": clean_line(organiser.name),
            "roles": [(clean_line(host), role.value) for host, role in roles],
            "offices": [
                {
                    "host": clean_line(each.host.name),
                    "series": clean_line(pick(each.series.titles, message.language)),
                    "region": clean_line(pick(each.region.names, message.language)),
                }
                for each in organiser.support_offices
            ],
            "days": LEFT_DAYS,
            "sign_in_url": page_url(message.language, "organiser", "sign-in"),
        },
    )


def _zone(hosts: Sequence[Host]) -> str:
    """Return the zone in which somebody reads times who may work for nobody any more."""
    return hosts[0].time_zone if hosts else "Europe/Berlin"


def hosts_of(session: Session, organiser: Organiser) -> Sequence[Host]:
    """Return the hosts that gave an organiser access; all of them for one without any."""
    given = (
        select(table.host_id).where(table.organiser_id == organiser.id)
        for table in (Membership, SupportOffice)
    )
    own = select(Host).where(Host.id.in_(union(*given))).order_by(Host.name, Host.id)
    return session.scalars(own).all() or session.scalars(select(Host).order_by(Host.id)).all()
