"""Changes of what is online that wait for the agreement of other hosts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.audit import AuditEntry
from webinars.models.host import Host
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Membership, Organiser, Role
from webinars.models.proposal import Proposal, ProposalState
from webinars.models.webinar import Webinar
from webinars.queries.memberships import list_own_hosts
from webinars.rules.access import roles_from


def list_asked_hosts(organiser: Organiser, webinar: Webinar) -> list[Host]:
    """Return the hosts that have to agree when this organiser changes something important.

    Hosts for which nobody signs in who may decide cannot be asked; they are left out.
    """
    return _reachable(webinar, {host.id for host in list_own_hosts(organiser, webinar)})


def list_open_hosts(proposal: Proposal) -> list[Host]:
    """Return the hosts that have still to agree."""
    return _reachable(proposal.webinar, proposal.hosts)


def find_proposal(webinar: Webinar) -> Proposal | None:
    """Return the open proposal to change a webinar."""
    statement = select(Proposal).where(
        Proposal.webinar_id == webinar.id, Proposal.state == ProposalState.OPEN
    )
    return session().scalar(statement)


def get_proposal(webinar: Webinar, number: int) -> Proposal:
    """Return a proposal to change a webinar, open or not; raises NotFoundError."""
    found = session().get(Proposal, number)
    if found is None or found.webinar_id != webinar.id:
        raise NotFoundError(str(number))
    return found


def list_proposals(webinars: Sequence[Webinar]) -> list[Proposal]:
    """Return the open proposals to change one of these webinars, the oldest first."""
    statement = (
        select(Proposal)
        .where(
            Proposal.webinar_id.in_([each.id for each in webinars]),
            Proposal.state == ProposalState.OPEN,
        )
        .options(joinedload(Proposal.webinar).selectinload(Webinar.hosts))
        .order_by(Proposal.created_at, Proposal.id)
    )
    return list(session().scalars(statement))


def list_deciders(hosts: Collection[Host]) -> list[Organiser]:
    """Return who may agree for one of these hosts."""
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
    others = [host for host in webinar.hosts if host.id not in without]
    deciders = list_deciders(others) if others else []
    able = {
        each.host_id
        for decider in deciders
        for each in decider.memberships
        if each.role in roles_from(Role.EDITOR)
    }
    return [host for host in others if host.id in able]
