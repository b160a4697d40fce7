"""Proposals to change what is online: a move, a further host, and the answers of the others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import ChangeRefusedError, NotFoundError, Refusal
from webinars.languages import Texts
from webinars.models.organiser import Organiser, Role
from webinars.models.proposal import Proposal, ProposalState
from webinars.queries.memberships import get_webinar_of
from webinars.queries.proposals import (
    get_proposal_of,
    list_hosts_that_may_join,
    list_open_hosts,
    list_sides,
)
from webinars.rules.moves import NewTime, refusal_of, refusal_of_time
from webinars.rules.proposals import time_values
from webinars.steps.proposals import carry_out, propose, propose_joining, settle
from webinars.steps.seats import hold_webinar


def propose_move(
    organiser: Organiser, key: str, time: NewTime, reasons: Texts, *, seen: int, now: datetime
) -> None:
    """Ask the other hosts to agree to a new time; until then it takes place as before.

    :param reasons: in the words of the hosts, by language; empty: not told.
    :param seen: the schedule version that the organiser decided about.
    :raises NotFoundError: when the organiser may not change this webinar.
    :raises ChangeRefusedError: when it cannot be moved, or no longer stands as it was seen.
    :raises ProposalOpenError: when another host waits for an answer to its own proposal.
    """
    with transaction() as session:
        webinar = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        refusal = refusal_of(webinar, now) or refusal_of_time(webinar, time, now)
        if webinar.schedule_version != seen:
            refusal = Refusal.MEANWHILE
        if refusal is not None:
            raise ChangeRefusedError(refusal)
        propose(session, organiser, webinar, time_values(time), reasons=reasons, now=now)


def propose_host(organiser: Organiser, key: str, host_key: str, *, now: datetime) -> int:
    """Ask a host to join what is online, and its other hosts to agree; return the number.

    Until then its name stands nowhere; with nobody left to ask it joins at once.

    :raises NotFoundError: when the organiser may not change this webinar, or there is no such
        host, it hosts it already, or nobody signs in who may accept for it.
    :raises ChangeRefusedError: when the webinar is not online, or has begun.
    :raises ProposalOpenError: when a host is asked already.
    """
    with transaction() as session:
        webinar = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        refusal = refusal_of(webinar, now)
        if refusal is not None:
            raise ChangeRefusedError(refusal)
        host = {each.key: each for each in list_hosts_that_may_join(webinar)}.get(host_key)
        if host is None:
            raise NotFoundError(host_key)
        proposal = propose_joining(session, organiser, webinar, host, now=now)
        _finish(session, organiser, proposal, now)
        return proposal.id


def agree_to_proposal(
    organiser: Organiser, key: str, number: int, *, now: datetime
) -> tuple[ProposalState, int]:
    """Agree for the organiser's hosts; with the last agreement it is done.

    Returns how it stands, and how many people are told of a move.

    :raises NotFoundError: when it is nothing that the organiser may agree to.
    """
    with transaction() as session:
        proposal = _asked(session, organiser, key, number)
        if proposal.state != ProposalState.OPEN:
            return proposal.state, 0
        agreed = [host.id for host in list_sides(organiser, proposal)]
        proposal.hosts = sorted({*proposal.hosts, *agreed})
        session.flush()
        return _finish(session, organiser, proposal, now)


def decline_proposal(
    organiser: Organiser, key: str, number: int, *, now: datetime
) -> ProposalState:
    """Refuse a proposal of another host: everything stays as it is; return how it stands.

    :raises NotFoundError: when it is nothing that the organiser may refuse.
    """
    with transaction() as session:
        proposal = _asked(session, organiser, key, number)
        return _close(session, organiser, proposal, ProposalState.DECLINED, now)


def withdraw_proposal(
    organiser: Organiser, key: str, number: int, *, now: datetime
) -> ProposalState:
    """Take a proposal of the own side back; return how it stands.

    :raises NotFoundError: when it is none of the organiser's hosts.
    """
    with transaction() as session:
        proposal = _held_proposal(session, organiser, key, number)
        if not _is_mine(organiser, proposal):
            raise NotFoundError(key)
        return _close(session, organiser, proposal, ProposalState.WITHDRAWN, now)


def _held_proposal(session: Session, organiser: Organiser, key: str, number: int) -> Proposal:
    proposal = get_proposal_of(organiser, key, number, Role.EDITOR)
    hold_webinar(session, proposal.webinar_id)
    session.refresh(proposal)
    return proposal


def _asked(session: Session, organiser: Organiser, key: str, number: int) -> Proposal:
    proposal = _held_proposal(session, organiser, key, number)
    asked = [host for host in list_sides(organiser, proposal) if host.id not in proposal.hosts]
    if not asked and proposal.state == ProposalState.OPEN:
        raise NotFoundError(key)
    return proposal


def _is_mine(organiser: Organiser, proposal: Proposal) -> bool:
    own = [host for host in list_sides(organiser, proposal) if host is not proposal.joining]
    return any(host.id in proposal.hosts for host in own)


def _finish(
    session: Session, organiser: Organiser, proposal: Proposal, now: datetime
) -> tuple[ProposalState, int]:
    """Do what is proposed once no host has still to agree."""
    if list_open_hosts(proposal):
        return ProposalState.OPEN, 0
    try:
        told = carry_out(session, organiser, proposal, now=now)
    except ChangeRefusedError:
        settle(session, organiser, proposal, ProposalState.OVERTAKEN, now=now)
        return ProposalState.OVERTAKEN, 0
    settle(session, organiser, proposal, ProposalState.AGREED, now=now)
    return ProposalState.AGREED, told


def _close(
    session: Session,
    organiser: Organiser,
    proposal: Proposal,
    state: ProposalState,
    now: datetime,
) -> ProposalState:
    if proposal.state == ProposalState.OPEN:
        settle(session, organiser, proposal, state, now=now)
    return proposal.state
