"""Which hosts have agreed to publish a webinar, and who is asked for those that have not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from webinars.database.engine import session
from webinars.models.agreement import Agreement
from webinars.models.host import Host
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Membership, Organiser, Role
from webinars.models.webinar import Webinar, WebinarState, webinar_hosts
from webinars.queries.memberships import list_own_hosts
from webinars.rules.access import roles_from
from webinars.rules.agreement import Gap, gaps_of


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the agreement on a draft stands, as one organiser sees it."""

    webinar: Webinar
    gaps: tuple[Gap, ...]
    own: tuple[Host, ...]
    """Hosts for which the organiser may agree, in the order of the webinar."""
    agreed: tuple[tuple[Host, datetime], ...]
    """Hosts that agreed to the present revision, and when."""
    void: tuple[Host, ...]
    """Hosts whose agreement an edit has made void."""
    mails: int
    """How many people get a mail when the organiser agrees now."""
    unreachable: tuple[Host, ...]
    """Other hosts for which nobody can agree, because nobody there signs in."""

    @property
    def is_draft(self) -> bool:
        """Whether there is still something to agree on."""
        return self.webinar.state == WebinarState.DRAFT

    @property
    def open(self) -> tuple[Host, ...]:
        """Hosts that have not agreed yet."""
        done = {host.id for host, _ in self.agreed}
        return tuple(host for host in self.webinar.hosts if host.id not in done)

    @property
    def mine_open(self) -> tuple[Host, ...]:
        """Hosts for which the organiser may agree and has not."""
        mine = {host.id for host in self.own}
        return tuple(host for host in self.open if host.id in mine)

    @property
    def mine_agreed(self) -> tuple[Host, ...]:
        """Hosts whose agreement the organiser may withdraw."""
        mine = {host.id for host in self.own}
        return tuple(host for host, _ in self.agreed if host.id in mine)

    @property
    def others_open(self) -> tuple[Host, ...]:
        """Hosts that remain to be asked once the organiser has agreed."""
        mine = {host.id for host in self.own}
        return tuple(host for host in self.open if host.id not in mine)

    @property
    def may_agree(self) -> bool:
        """Whether the organiser's agreement is the next step."""
        return self.is_draft and bool(self.own) and (bool(self.mine_open) or not self.open)

    @property
    def asked_at(self) -> datetime | None:
        """Since when the last of the hosts asks the others; None: nobody does."""
        return max((at for _, at in self.agreed), default=None)

    @property
    def asked_by(self) -> tuple[tuple[Host, datetime], ...]:
        """Other hosts that agreed already, and when."""
        mine = {host.id for host in self.own}
        return tuple(each for each in self.agreed if each[0].id not in mine)


def get_standing(organiser: Organiser, webinar: Webinar, now: datetime) -> Standing:
    """Return where the agreement on this webinar stands."""
    own = tuple(list_own_hosts(organiser, webinar))
    may = {host.id for host in own}
    rows = list_agreements(webinar.id)
    agreed = {row.host_id: row.agreed_at for row in rows if row.revision == webinar.revision}
    earlier = {row.host_id for row in rows} - set(agreed)
    others = [host.id for host in webinar.hosts if host.id not in may and host.id not in agreed]
    reachable: set[int] = set(session().scalars(_able_to_agree(others)))
    return Standing(
        webinar=webinar,
        gaps=gaps_of(webinar, now),
        own=own,
        agreed=tuple((host, agreed[host.id]) for host in webinar.hosts if host.id in agreed),
        void=tuple(host for host in webinar.hosts if host.id in earlier),
        mails=_count_mails(webinar, others),
        unreachable=tuple(
            host for host in webinar.hosts if host.id in others and host.id not in reachable
        ),
    )


def list_agreements(webinar_id: int) -> list[Agreement]:
    """Return all agreements on a webinar, to earlier revisions too, the oldest first."""
    statement = (
        select(Agreement)
        .where(Agreement.webinar_id == webinar_id)
        .order_by(Agreement.revision, Agreement.id)
    )
    return list(session().scalars(statement))


def list_organisers_to_ask(webinar: Webinar) -> list[Organiser]:
    """Return who may agree for a host that has not agreed to the present revision."""
    not_agreed = select(webinar_hosts.c.host_id).where(
        webinar_hosts.c.webinar_id == webinar.id,
        ~exists().where(
            Agreement.webinar_id == webinar.id,
            Agreement.host_id == webinar_hosts.c.host_id,
            Agreement.revision == webinar.revision,
        ),
    )
    able = exists().where(Membership.host_id.in_(not_agreed), _decides())
    statement = select(Organiser).where(Organiser.active, able).order_by(Organiser.id)
    return list(session().scalars(statement))


def list_organisers_to_tell(webinar: Webinar, host: Host, organiser: Organiser) -> list[Organiser]:
    """Return who decides for the other hosts when the organiser withdraws the name of one."""
    remaining = [each.id for each in webinar.hosts if each.id != host.id]
    able = exists().where(Membership.host_id.in_(remaining), _decides())
    statement = select(Organiser).where(Organiser.active, Organiser.id != organiser.id, able)
    return list(session().scalars(statement.order_by(Organiser.id)))


def _decides() -> ColumnElement[bool]:
    return and_(
        Membership.organiser_id == Organiser.id, Membership.role.in_(roles_from(Role.EDITOR))
    )


def _able_to_agree(host_ids: list[int]) -> Select[Any]:
    return (
        select(Membership.host_id)
        .join(Organiser, _decides())
        .where(Organiser.active, Membership.host_id.in_(host_ids))
    )


def _count_mails(webinar: Webinar, host_ids: list[int]) -> int:
    told = exists().where(
        Message.kind == MessageKind.AGREEMENT,
        Message.recipient == Organiser.email,
        Message.subject_type == Subject.WEBINAR,
        Message.subject_id == webinar.id,
        Message.version == webinar.revision,
        Message.state != MessageState.DROPPED,
    )
    people = (
        select(func.count(Organiser.id.distinct()))
        .join(Membership, _decides())
        .where(Organiser.active, Membership.host_id.in_(host_ids), ~told)
    )
    return session().scalar(people) or 0
