"""Changes of what is online that wait for the agreement of other hosts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.audit import AuditEntry
from webinars.models.host import Host
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Membership, Organiser, Role
from webinars.models.proposal import Proposal, ProposalState
from webinars.models.webinar import Webinar, WebinarState, webinar_hosts
from webinars.queries.hosts import list_hosts
from webinars.queries.memberships import list_hosts_of, list_own_hosts
from webinars.rules.access import roles_from


def list_asked_hosts(organiser: Organiser, webinar: Webinar) -> list[Host]:
    """Return the hosts that have to agree when this organiser changes something important.

    Hosts for which nobody signs in who may decide cannot be asked; they are left out.
    """
    return _reachable(webinar, {host.id for host in list_own_hosts(organiser, webinar)})


def list_open_hosts(proposal: Proposal) -> list[Host]:
    """Return the hosts that have still to agree; one that is to join has to in any case."""
    hosts = _reachable(proposal.webinar, proposal.hosts)
    joining = proposal.joining
    return hosts if joining is None or joining.id in proposal.hosts else [*hosts, joining]


def list_hosts_that_may_join(webinar: Webinar) -> list[Host]:
    """Return the other hosts, by name, for which somebody signs in who may decide."""
    return _decided([host for host in list_hosts() if host not in webinar.hosts])


def list_asked_to_join(organiser: Organiser, webinar: Webinar, host: Host) -> list[Organiser]:
    """Return who is asked when this organiser proposes that a host joins."""
    own = list_hosts_of(organiser, Role.EDITOR)
    asked = [each for each in (*list_asked_hosts(organiser, webinar), host) if each not in own]
    return list_deciders(asked)


def list_sides(organiser: Organiser, proposal: Proposal) -> list[Host]:
    """Return the hosts for which the organiser answers a proposal, one that is to join too."""
    own = list_own_hosts(organiser, proposal.webinar)
    joining = proposal.joining
    if joining is None or joining in own:
        return own
    return own + [host for host in list_hosts_of(organiser, Role.EDITOR) if host is joining]


def find_proposal(webinar: Webinar) -> Proposal | None:
    """Return the open proposal to change a webinar."""
    return session().scalar(_open(webinar).where(Proposal.joining_id.is_(None)))


def find_joining(webinar: Webinar) -> Proposal | None:
    """Return the open proposal that another host joins."""
    return session().scalar(_open(webinar).where(Proposal.joining_id.is_not(None)))


def get_proposal_of(
    organiser: Organiser, key: str, number: int, least: Role = Role.VIEWER
) -> Proposal:
    """Return a proposal about a webinar of the organiser's hosts, or that one of them joins.

    :raises NotFoundError: when it is neither.
    """
    own = [host.id for host in list_hosts_of(organiser, least)]
    statement = (
        select(Proposal)
        .join(Proposal.webinar)
        .where(
            Proposal.id == number,
            Webinar.key == key,
            or_(
                Proposal.joining_id.in_(own),
                exists().where(
                    webinar_hosts.c.webinar_id == Webinar.id, webinar_hosts.c.host_id.in_(own)
                ),
            ),
        )
    )
    found = session().scalar(statement)
    if found is None:
        raise NotFoundError(str(number))
    return found


def list_proposals(
    webinars: Sequence[Webinar], hosts: Collection[int], now: datetime
) -> list[Proposal]:
    """Return the open proposals to change one of these webinars, the oldest first.

    :param hosts: numbers of hosts; what asks one of them to join counts while it is possible.
    """
    joining = and_(
        Proposal.joining_id.in_(hosts),
        Webinar.state == WebinarState.PUBLISHED,
        Webinar.starts_at > now,
    )
    statement = (
        select(Proposal)
        .join(Proposal.webinar)
        .where(
            or_(Webinar.id.in_([each.id for each in webinars]), joining),
            Proposal.state == ProposalState.OPEN,
        )
        .options(
            contains_eager(Proposal.webinar).selectinload(Webinar.hosts),
            joinedload(Proposal.joining),
        )
        .order_by(Proposal.created_at, Proposal.id)
    )
    return list(session().scalars(statement))


def list_deciders(hosts: Collection[Host]) -> list[Organiser]:
    """Return who may agree for one of these hosts."""
    if not hosts:
        return []
    able = exists().where(
        Membership.organiser_id == Organiser.id,
        Membership.host_id.in_([host.id for host in hosts]),
        Membership.role.in_(roles_from(Role.EDITOR)),
    )
    statement = select(Organiser).where(Organiser.active, able).order_by(Organiser.id)
    return list(session().scalars(statement.options(selectinload(Organiser.memberships))))


def list_parts_edited(webinar: Webinar, reader: Organiser) -> list[str]:
    """Return what others have edited since the last mail about it left for this organiser."""
    told = (
        select(Message.settled_at)
        .where(
            Message.kind == MessageKind.TEAM_EDIT,
            Message.recipient == reader.email,
            Message.subject_type == Subject.WEBINAR,
            Message.subject_id == webinar.id,
            Message.version >= 1,  # others tell of no edit
            Message.state == MessageState.SENT,
        )
        .order_by(Message.settled_at.desc())
        .limit(1)
    )
    since: datetime | None = session().scalar(told) or webinar.published_at
    statement = select(AuditEntry.details).where(
        AuditEntry.action == "webinar.edited",
        AuditEntry.subject_type == "webinar",
        AuditEntry.subject_id == webinar.id,
        AuditEntry.actor != f"organiser {reader.id}",
    )
    if since is not None:
        statement = statement.where(AuditEntry.happened_at > since)
    rows = session().scalars(statement.order_by(AuditEntry.id))
    return list(dict.fromkeys(name for row in rows for name in row.get("changed", ())))


def _reachable(webinar: Webinar, without: Collection[int]) -> list[Host]:
    return _decided([host for host in webinar.hosts if host.id not in without])


def _open(webinar: Webinar) -> Select[Proposal]:
    return select(Proposal).where(
        Proposal.webinar_id == webinar.id, Proposal.state == ProposalState.OPEN
    )


def _decided(hosts: Sequence[Host]) -> list[Host]:
    """Return those for which somebody signs in who may decide."""
    able = {
        each.host_id
        for decider in list_deciders(hosts)
        for each in decider.memberships
        if each.role in roles_from(Role.EDITOR)
    }
    return [host for host in hosts if host.id in able]
